/** Process control files of the SDP Toolkit: what a PGE finds its inputs, outputs and parameters by. */
export * from './pcf-model.js';
export { parsePcf } from './pcf-reader.js';
export { emitPcf } from './pcf-writer.js';
