/**
 * A text of several lines as it may be shown: line ends and tabs stay, every other character that steers a terminal,
 * turns the reading direction or is not seen becomes its number, `‹U+001B›`. Nothing is left out.
 */
export function visible(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(
      UNSEEN,
      (character) => `‹U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}›`,
    );
}

// Control characters but tab and newline; C1; soft hyphen; zero width, directions, line separators; byte order mark;
// tags and variation selectors, which can carry a text of their own.
const UNSEEN =
  // eslint-disable-next-line no-control-regex, no-misleading-character-class
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\u{e0000}-\u{e01ef}]/gu;
