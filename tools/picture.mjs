// Draws docs/ladder.svg from a recorded ladder: results/demo-go-users.txt and results/demo-fastapi-ml.txt, nothing typed by hand.
// `--check` fails when the picture is not what the recorded ladders give.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const PAGE = 'docs/ladder.svg';
const SOURCES = ['results/demo-fastapi-ml.txt', 'results/demo-go-users.txt'];
const CELL = { width: 7.83, height: 18 };
const COLORS = { broken: '#ff7b72', impossible: '#ff7b72', works: '#7ee787', recommended: '#79c0ff', plain: '#c9d1d9' };

const escapeXml = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

function colorOf(line) {
  if (line.includes('recommended:') || line.includes('plimsoll apply')) return COLORS.recommended;
  if (/\b(broken|impossible|build failed)\b/.test(line)) return COLORS.broken;
  return /\b(works|as before)\b/.test(line) ? COLORS.works : COLORS.plain;
}

function draw(lines) {
  const columns = Math.max(...lines.map((l) => [...l].length)) + 2;
  const width = Math.ceil(columns * CELL.width + 24);
  const height = lines.length * CELL.height + 32;
  const texts = lines.map((line, i) => {
    const y = 28 + i * CELL.height;
    return `<text x="16" y="${y}" fill="${colorOf(line)}">${escapeXml(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A ladder measured by plimsoll optimize">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace" font-size="13" xml:space="preserve">`,
    ...texts,
    '</g></svg>',
    '',
  ].join('\n');
}

/** The figures block of a page: the recorded ladders themselves, in the page's language. */
function writeFigures(page, files, isCheck) {
  const there = files.filter((f) => existsSync(f));
  if (!existsSync(page) || there.length === 0) return;
  const text = readFileSync(page, 'utf8');
  const body = there.map((f) => readFileSync(f, 'utf8').trimEnd()).join('\n\n');
  const block = `<!-- figures -->\n\`\`\`\n${body}\n\`\`\`\n<!-- /figures -->`;
  const next = text.replace(/<!-- figures -->[\s\S]*?<!-- \/figures -->/, () => block);
  if (next === text) return;
  if (!isCheck) return writeFileSync(page, next);
  console.error(`picture: the figures of ${page} are stale, run node tools/picture.mjs`);
  process.exitCode = 1;
}

const isCheck = process.argv.includes('--check');
writeFigures('README.md', ['results/demo-go-users.txt'], isCheck);
writeFigures('README.ko.md', ['results/demo-go-users.ko.txt'], isCheck);

const there = SOURCES.filter((s) => existsSync(s));
const lines = there.flatMap((s) => ['$ plimsoll optimize', ...readFileSync(s, 'utf8').trimEnd().split('\n'), '']);
if (lines.length > 0) {
  const picture = draw(lines.slice(0, -1));
  if (!isCheck) writeFileSync(PAGE, picture);
  else if (!existsSync(PAGE) || readFileSync(PAGE, 'utf8') !== picture) {
    console.error(`picture: ${PAGE} is stale, run node tools/picture.mjs`);
    process.exitCode = 1;
  }
}
