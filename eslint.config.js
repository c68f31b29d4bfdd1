import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** Who may import whom; the picture is in docs/architecture.md. Each rule names the folders that a folder must not reach. */
const folders = [
  'domain',
  'formats',
  'workflows',
  'activities',
  'adapters',
  'airborne',
  'ledger',
  'workers',
  'operator',
  'simulator',
];
const mayImport = {
  domain: [],
  formats: ['domain'],
  workflows: ['domain', 'formats'],
  ledger: ['domain', 'formats'],
  adapters: ['domain', 'formats'],
  airborne: ['domain', 'formats', 'adapters'],
  activities: ['domain', 'formats', 'adapters', 'ledger', 'airborne'],
  simulator: ['domain', 'formats', 'adapters', 'airborne', 'ledger'],
  operator: ['domain', 'formats', 'adapters', 'airborne', 'ledger', 'simulator', 'workers'],
  workers: ['domain', 'formats', 'adapters', 'airborne', 'ledger', 'activities', 'workflows'],
};
const nodeBuiltins = ['node:*', 'fs', 'path', 'crypto', 'os', 'child_process', 'net', 'http', 'stream'];

const boundary = (folder) => {
  const forbidden = folders.filter((other) => other !== folder && !mayImport[folder].includes(other));
  const patterns = forbidden.map((other) => ({
    group: [`**/${other}/*`, `**/${other}/**`],
    message: `src/${folder} must not import src/${other}.`,
  }));
  if (['activities', 'operator', 'simulator'].includes(folder)) {
    // Signals, updates and queries are the contract of the workflows; everything else in that folder is theirs alone.
    const own = patterns.find((pattern) => pattern.group[0].includes('workflows'));
    own.group.push('!**/workflows/messages.js', '!**/workflows/order-messages.js');
  }
  if (folder === 'workflows') {
    patterns.find((pattern) => pattern.group[0].includes('activities')).allowTypeImports = true;
  }
  if (['domain', 'formats', 'workflows'].includes(folder)) {
    patterns.push({
      group: nodeBuiltins,
      message: `src/${folder} is pure: no I/O, no clock, no randomness.`,
    });
  }
  return {
    files: [`src/${folder}/**/*.ts`],
    rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns }] },
  };
};

export default tseslint.config(
  { ignores: ['dist/', 'var/', 'node_modules/', 'deploy/temporal/'] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines': ['warn', { max: 350, skipBlankLines: true, skipComments: true }],
    },
  },
  ...folders.map(boundary),
  {
    files: ['src/domain/**/*.ts', 'src/formats/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          message: 'No clock here: take the time as an argument.',
        },
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'No clock here: take the time as an argument.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'No randomness here.',
        },
      ],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
);
