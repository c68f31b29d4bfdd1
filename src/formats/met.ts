/** ECS metadata files (`.met`, ODL): reading either dialect, changing values in place, writing the toolkit's dialect. */
export * from './met-model.js';
export * from './met-reader.js';
export * from './met-editor.js';
export * from './met-writer.js';
