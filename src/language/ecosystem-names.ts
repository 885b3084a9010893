/** Proper names, the same in every language. */
export const ECOSYSTEM_NAMES: Readonly<Record<string, string>> = {
  go: 'Go',
  java: 'Java',
  node: 'Node.js',
  python: 'Python',
  ruby: 'Ruby',
  rust: 'Rust',
};
