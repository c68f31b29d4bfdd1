export { filesTable } from './day/files.js';
