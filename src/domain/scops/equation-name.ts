/** What an equation (or plugin) may be called: part of names of files, of keys in a .cfg, and of addresses. */
export const EQUATION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,39}$/;
