/** Glyphs of 5 × 7 pixels, row by row from the top; each digit in base 32 is a row. Two more rows are a descender. */
const GLYPHS: Readonly<Record<string, string>> = {
  ...row('ABCDEFGHI', 'EHHVHHH UHHUHHU EHGGGHE UHHHHHU VGGUGGV VGGUGGG EHGNHHF HHHVHHH E44444E'),
  ...row('JKLMNOPQR', '72222IC HIKOKIH GGGGGGV HRLLHHH HHPLJHH EHHHHHE UHHUGGG EHHHLID UHHUKIH'),
  ...row('STUVWXYZ', 'FGGE11U V444444 HHHHHHE HHHHHA4 HHHLLLA HHA4AHH HHA4444 V1248GV'),
  ...row('abcdefghi', '00E1FHF GGMPHHU 00EGGHE 11DJHHF 00EHVGE 698S888 00FHHHF1E GGMPHHH 40C444E'),
  ...row('jklmnopqr', '2062222IC GGIKOKI C44444E 00QLLHH 00MPHHH 00EHHHE 00UHHHUGG 00FHHHF11 00MPGGG'),
  ...row('stuvwxyz', '00FGE1U 88S8896 00HHHJD 00HHHA4 00HHLLA 00HA4AH 00HHHHF1E 00V248V'),
  ...row('0123456789', 'EHJLPHE 4C4444E EH1248V V2421HE 26AIV22 VGU11HE 68GUHHE V124888 EHHEHHE EHHF12C'),
  ...row(
    '.,-+/():_°%',
    '00000CC 00000CC48 000V000 044V440 11248GG 2488842 8422248 0CC0CC0 000000V 6996 OP248J3',
  ),
  ...row('=^[]*?', '00V0V00 4AH E88888E E22222E 0LEVEL EH12404'),
};

/** Width of a letter with the gap to the next one, in pixels. */
export const ADVANCE = 6;
/** Height of a letter without descender, in pixels. */
export const LETTER_HEIGHT = 7;

/**
 * The pixels of a line of text, each as (x, y) from its top left corner. Letters that have no glyph are drawn as a
 * question mark, so that nothing is lost silently.
 */
export function* lettering(text: string): Generator<readonly [x: number, y: number]> {
  for (const [index, letter] of [...text].entries()) {
    if (letter === ' ') continue;
    const glyph = GLYPHS[letter] ?? GLYPHS['?']!;
    for (const [y, digit] of [...glyph].entries()) {
      const bits = parseInt(digit, 32);
      for (let x = 0; x < 5; x++) if (bits & (16 >> x)) yield [index * ADVANCE + x, y];
    }
  }
}

function row(letters: string, glyphs: string): Record<string, string> {
  const rows = glyphs.split(' ');
  return Object.fromEntries([...letters].map((letter, index) => [letter, rows[index]!]));
}
