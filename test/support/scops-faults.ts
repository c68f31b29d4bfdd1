/** A test, by its file below test/ and its title (or that of the group it stands in). */
export type NamedTest = readonly [file: string, title: string];

/** A fault that SCOPS has, as what must be true here instead. */
export interface ScopsFault {
  readonly fault: number;
  readonly truth: string;
  readonly shownBy: readonly NamedTest[];
}

/** Every known fault of SCOPS, and the tests that show that this station does not have it. */
export const SCOPS_FAULTS: readonly ScopsFault[] = [
  {
    fault: 1,
    truth: 'The same order runs once, however often and however fast it is sent.',
    shownBy: [
      ['integration/order-intake.test.ts', 'twice, at once and again, runs once (fault 1)'],
      [
        'integration/order-intake.test.ts',
        'becomes an order and lies among the accepted; the same file again is the same order (fault 1)',
      ],
      [
        'unit/order-estimate.test.ts',
        'is of its content: the same order has the same id, whatever the order of its keys and what its file said besides (fault 1)',
      ],
    ],
  },
  {
    fault: 2,
    truth: 'What is said to an order at the same time all counts.',
    shownBy: [
      [
        'integration/order-gates-station.test.ts',
        'keeps both of two choices that are made at the same moment',
      ],
    ],
  },
  {
    fault: 3,
    truth: 'A bad order file stops no other.',
    shownBy: [
      [
        'integration/order-intake.test.ts',
        'and is wrong is refused with its problems beside it and in one mail, and stops no other (faults 3, 4)',
      ],
    ],
  },
  {
    fault: 4,
    truth: 'An order that lacks its DEM is told so once, and is not tried for ever.',
    shownBy: [
      [
        'integration/order-dem-station.test.ts',
        'that come by FTP are waited for, and tried only when somebody has seen them',
      ],
      [
        'integration/order-intake.test.ts',
        'and is wrong is refused with its problems beside it and in one mail, and stops no other (faults 3, 4)',
      ],
      ['unit/order-gate.test.ts', 'for a DEM on FTP until an operator has said where it is'],
    ],
  },
  {
    fault: 5,
    truth: 'Nothing passes by the confirmation.',
    shownBy: [
      [
        'integration/order-gates-station.test.ts',
        'is passed by no restart: a .cfg may say so, an operator may say retry',
      ],
      [
        'integration/order-intake.test.ts',
        'and says that it is confirmed, or to be restarted, still waits for its client (fault 5)',
      ],
      ['unit/order-gate.test.ts', 'just as long when it is restarted: nothing passes by that (fault 5)'],
      ['unit/scops-cfg-order.test.ts', 'is not confirmed by anything that its file says of itself (fault 5)'],
    ],
  },
  {
    fault: 6,
    truth: 'An order can be cancelled; one that nobody answers is reminded of and expires; products end.',
    shownBy: [
      [
        'integration/order-gates-station.test.ts',
        'is reminded of once and expires: nothing of it has run, and nothing of it is left',
      ],
      [
        'integration/order-gates-station.test.ts',
        'is removed when its time is over, after a notice; how it was made stays',
      ],
      [
        'integration/order-ended-station.test.ts',
        'while a plugin runs ends what the plugin has started, too',
      ],
    ],
  },
  {
    fault: 7,
    truth: 'Packing waits for nothing that may never come, and a line that dies while it packs goes on.',
    shownBy: [
      ['integration/order-line-killed.test.ts', 'goes on at the master zip'],
      [
        'integration/order-line-killed.test.ts',
        'has run every program once, the one that was interrupted too',
      ],
    ],
  },
  {
    fault: 8,
    truth: 'There is one zip of all and one mail, also when lines fail or want no band maths.',
    shownBy: [
      ['integration/order-lines-station.test.ts', 'is packed without a line that is cancelled, and says so'],
      [
        'integration/order-lines-station.test.ts',
        'waits for a person, with the code and the sentence, and the other line is made',
      ],
      [
        'integration/order-line-killed.test.ts',
        'has one master zip with every product once, and one mail of each kind',
      ],
      [
        'integration/orders-station.test.ts',
        'is processed when it is confirmed: every product of every line is packed once',
      ],
      ['integration/orders-station.test.ts', 'has told its client, once each'],
    ],
  },
  {
    fault: 9,
    truth: 'What the products of a line share is made once.',
    shownBy: [
      [
        'integration/orders-station.test.ts',
        'has run each step once, and what its products share once for all of them',
      ],
    ],
  },
  {
    fault: 10,
    truth: 'It works without a temporary folder, and a delivery folder stays below its project.',
    shownBy: [
      ['unit/scops-config.test.ts', 'works without a temporary folder, and with one (fault 10)'],
      [
        'unit/scops-config.test.ts',
        'has a delivery folder that begins with a slash stay below the project (fault 10)',
      ],
      [
        'integration/order-delivery.test.ts',
        'lies below the project where the pattern begins with a slash (fault 10)',
      ],
    ],
  },
  {
    fault: 11,
    truth: 'A program that failed is known by its exit status, its words and the size of its output.',
    shownBy: [
      ['unit/apl-verdict.test.ts', 'fault 11: a program of APL has done its work only if'],
      [
        'integration/apl-runs.test.ts',
        'fault 11: the output of a program of APL that failed is nobody’s input',
      ],
    ],
  },
  {
    fault: 12,
    truth: 'Band maths is masked where any of its bands is.',
    shownBy: [
      [
        'airborne/maths-kernel.test.ts',
        'masks a pixel that is masked in any band of the expression, and no other',
      ],
    ],
  },
  {
    fault: 13,
    truth: 'A line goes on at the first stage whose output is not there.',
    shownBy: [
      [
        'integration/order-lines-station.test.ts',
        'goes on by `retry` when the file is mended, and only with what is not there',
      ],
      ['integration/order-line-killed.test.ts', 'goes on at %s%s, whose program %s'],
      [
        'integration/order-line-killed.test.ts',
        'has run every program once, the one that was interrupted too',
      ],
    ],
  },
  {
    fault: 14,
    truth: 'The bounds of an order cut its maps.',
    shownBy: [['airborne/map-request.test.ts', 'may be bounds: the map is the same, cut']],
  },
  {
    fault: 15,
    truth: 'Progress is the per cent that APL says.',
    shownBy: [
      [
        'unit/apl-progress.test.ts',
        'fault 15: the progress of APL is its per cent, and nothing else on its lines',
      ],
    ],
  },
  {
    fault: 16,
    truth: 'Each product has a file name of its own, whatever its equation is called.',
    shownBy: [
      [
        'unit/order-problems.test.ts',
        'has names of equations that make names of files, each its own (fault 16)',
      ],
    ],
  },
  {
    fault: 17,
    truth: 'Lines of Eagle and Hawk keep their names.',
    shownBy: [
      [
        'integration/front-orders.test.ts',
        'names line %s exactly, whatever letters it begins with (fault 17)',
      ],
      ['integration/front-orders.test.ts', 'wants formulas of line %s exactly (fault 17)'],
      ['unit/scops-cfg-order.test.ts', 'keeps the first letter of every line, e and h too (fault 17)'],
    ],
  },
  {
    fault: 18,
    truth: 'Formulas of the form are evaluated as they are written, and names are compared whole.',
    shownBy: [
      ['formats/scops-cfg.test.ts', 'have a modulo in a formula survive, however it is written (fault 18)'],
      [
        'unit/scops-cfg-order.test.ts',
        'has equations by their whole names, in their case: ndvi is not ndvi2 (fault 18)',
      ],
      [
        'airborne/maths-parser.test.ts',
        "takes roots and powers as SCOPS's formula editor writes them, and points at its odd parenthesis (fault 18)",
      ],
    ],
  },
  {
    fault: 19,
    truth: 'Words are compared whole; UTM zones of one digit are read.',
    shownBy: [
      [
        'unit/scops-cfg-order.test.ts',
        'takes true and false by the whole word, in any case, and nothing else (fault 19)',
      ],
      [
        'unit/scops-cfg-order.test.ts',
        'has UTM zones of one digit and of two, and projections by their whole names (fault 19)',
      ],
    ],
  },
  {
    fault: 20,
    truth: 'Names that look like numbers stay as they are, and nothing is recorded twice.',
    shownBy: [
      ['integration/ledger-orders.test.ts', 'keep names that look like numbers as they are (fault 20)'],
      [
        'integration/ledger-orders.test.ts',
        'number the runs of a stage, and take the same run told again for the same',
      ],
    ],
  },
  {
    fault: 21,
    truth: 'False in the environment is false.',
    shownBy: [
      ['unit/scops-config.test.ts', 'takes the word False for false, and refuses what is neither (fault 21)'],
    ],
  },
  {
    fault: 22,
    truth: 'Nothing of an equation or a plugin’s name is ever run or imported.',
    shownBy: [
      [
        'integration/front-orders.test.ts',
        'a formula is read and never run: %s is refused with the place (fault 22)',
      ],
      [
        'integration/front-orders.test.ts',
        'no plugin is named by a client but those that are offered (fault 22)',
      ],
      [
        'airborne/plugins-list.test.ts',
        'gives a plugin only to a name that is in it (nothing from outside is ever imported)',
      ],
    ],
  },
  {
    fault: 23,
    truth: 'Uploads are taken only from who may send them, for just their order.',
    shownBy: [
      ['integration/front-uploads.test.ts', 'is not read before the form has proved to be ours (fault 23)'],
      ['integration/front-security.test.ts', 'a link opens one thing (faults 23 and 25)'],
    ],
  },
  {
    fault: 24,
    truth: 'An order is seen by its own project alone, and addresses lead out of no folder.',
    shownBy: [
      ['integration/front-security.test.ts', "an order is for its own project's users (fault 24)"],
      ['integration/front-security.test.ts', 'no address leads out of the orders (%s)'],
    ],
  },
  {
    fault: 25,
    truth: 'Looking at a page changes nothing, nor do pages of others.',
    shownBy: [
      [
        'integration/front-security.test.ts',
        'of a confirmation confirms nothing when it is only followed, by whatever method (fault 25)',
      ],
      [
        'integration/front-security.test.ts',
        'nothing is changed by looking, nor by pages of others (fault 25)',
      ],
    ],
  },
  {
    fault: 26,
    truth: 'Passwords are kept as hashes, in files for the station alone.',
    shownBy: [
      ['integration/front-security.test.ts', 'passwords (fault 26)'],
      [
        'integration/cli-projects.test.ts',
        'is readable by the station alone, and has no password in it (fault 26)',
      ],
      ['integration/front-security.test.ts', 'the key is kept from others on the disk'],
      ['integration/front-security.test.ts', 'show nothing of the station (no debugging pages)'],
    ],
  },
  {
    fault: 27,
    truth: 'PROJ strings are looked at, and addresses of every top-level domain are taken.',
    shownBy: [
      ['unit/order-problems.test.ts', 'takes addresses of every top-level domain (fault 27)'],
      ['unit/order-problems.test.ts', 'has its PROJ string checked (fault 27)'],
      ['integration/front-orders.test.ts', 'a PROJ string is looked at (%s; fault 27)'],
      ['integration/front-orders.test.ts', '%s is an e-mail address (fault 27)'],
    ],
  },
  {
    fault: 28,
    truth: 'No shell reads what goes to a job system.',
    shownBy: [['integration/batch-submission.test.ts', 'fault 28: what %s is given is read by no shell']],
  },
];
