import { cfgKey } from './cfg-document.js';

// What a .cfg can hold so that it is read back as it was.

// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Whether a text has a character that no .cfg has. */
export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}

/** Whether a text can be the name of a section. */
export function isCfgSection(name: string): boolean {
  return name !== 'DEFAULT' && /^[^\]\s]([^\]\r\n]*[^\]\s])?$/.test(name) && !hasControl(name);
}

/** Whether a text can be a key. */
export function isCfgKey(key: string): boolean {
  return /^[^:=\s[#;]([^:=\r\n]*[^:=\s])?$/.test(key) && !hasControl(key) && cfgKey(key) === key;
}

/** Whether a text can be a value: no line of it is empty, begins with a comment, or has one after a blank. */
export function isCfgValue(value: string): boolean {
  if (value === '') return true;
  if (value === '""' || hasControl(value)) return false;
  return value
    .split('\n')
    .every((line) => line !== '' && line === line.trim() && !/\r|\s;/.test(line) && !/^[#;]/.test(line));
}
