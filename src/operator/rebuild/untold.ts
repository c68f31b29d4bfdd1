/** What no source keeps, so that a rebuilt ledger lacks it. The same list stands in docs/operations.md. */
export const UNTOLD: readonly string[] = [
  'What runs were given and what QA measured, of days whose provenance is not in the archive: verdicts and reasons are there.',
  'That a level could be made again with inputs that came late: it is offered when the next of them comes.',
  'Which mails the station has sent to its people: an event that repeats itself may be mailed again, as the same message.',
  'Attempts at a stage that the engine repeated by itself: the last one of each is there.',
  'Times to the millisecond: where the ledger had the time of an activity, its event in Temporal stands instead.',
  'Why a file was refused when it was about to be archived, and files of pickup that no DN has announced until the next sweep.',
  'What an order that is not packed does and how far its products are, until its workflow says it with its next step.',
  'Messages that were removed from mail/in by hand.',
];

/** What Temporal alone can tell. */
export const UNTOLD_WITHOUT_TEMPORAL: readonly string[] = [
  'Days that are open, and how far they are: open them again with `open`.',
  'When days were opened and by whom; stages, runs and reasons of QA; which run made a product.',
  'When and how often a level was delivered, unless the DAAC has answered.',
  'Interventions, known gaps and choices of processors.',
];
