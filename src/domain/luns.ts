/** LUNs of the parameters that every processor gets. The toolkit reserves 10000–10999; these are the station's own. */
export const PARAMETER_LUNS = { dataDay: 900001, processorVersion: 900002, configuration: 900003 } as const;

/** LUNs of the toolkit (SDP Toolkit Users Guide) that stand in every PCF: the three logs, and the switch of logging. */
export const TOOLKIT_LUNS = {
  logStatus: 10100,
  logReport: 10101,
  logUser: 10102,
  loggingControl: 10114,
} as const;
