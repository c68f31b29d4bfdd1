/** EDOS Level 0 production data sets: their file names and their construction records. */
export * from './pds-name.js';
export * from './construction-record.js';
export { parseConstructionRecord } from './construction-record-reader.js';
export { encodeConstructionRecord } from './construction-record-writer.js';
