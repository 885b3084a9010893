const SLASHES = [
  'go',
  'js',
  'mjs',
  'cjs',
  'ts',
  'tsx',
  'jsx',
  'java',
  'kt',
  'rs',
  'c',
  'cc',
  'cpp',
  'h',
  'cs',
  'php',
  'scala',
  'swift',
];
const HASHES = ['py', 'rb', 'sh', 'pl', 'r', 'ex', 'exs', 'yml', 'yaml', 'toml'];

/**
 * The smallest edit a developer can make to a source file: one comment line at its end. `nonce` keeps two such edits apart.
 * @returns undefined where the language's comment is not known
 */
export function commentLine(path: string, nonce: string): string | undefined {
  const extension = /\.([A-Za-z]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
  if (SLASHES.includes(extension)) return `// plimsoll ${nonce}\n`;
  return HASHES.includes(extension) ? `# plimsoll ${nonce}\n` : undefined;
}
