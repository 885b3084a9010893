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

/** Recorded ladders, as they were printed. */
function fence(files) {
  const there = files.filter((f) => existsSync(f));
  return `\`\`\`\n${there.map((f) => readFileSync(f, 'utf8').trimEnd()).join('\n\n')}\n\`\`\``;
}

/** What stands between two marks of a page. */
function writeBlock(page, mark, body, isCheck) {
  const text = readFileSync(page, 'utf8');
  const marks = new RegExp(`<!-- ${mark} -->[\\s\\S]*?<!-- /${mark} -->`);
  const next = text.replace(marks, () => `<!-- ${mark} -->\n${body}\n<!-- /${mark} -->`);
  if (next === text) return;
  if (!isCheck) return writeFileSync(page, next);
  console.error(`picture: the ${mark} of ${page} are stale, run node tools/picture.mjs`);
  process.exitCode = 1;
}

/** What reading images costs, from the proof's own figures. */
const NAMES = {
  'README.md': { science: 'data science', node: 'node', tensorflow: 'TensorFlow' },
  'README.ko.md': { science: '데이터 과학', node: 'node', tensorflow: 'TensorFlow' },
};
const IMAGE_WORDS = {
  'README.md': {
    title: 'CPU time, one image after the other in one run',
    image: (name, entries, bytes) => `${NAMES['README.md'][name]}, ${entries} entries, ${bytes} GB`,
    rows: {
      headers: '`--quick`: every header',
      digests: 'headers, and SHA-256 of every file',
      'plimsoll inspect, packages and secrets too': '`plimsoll inspect`, all it says',
      'tar -t': '`tar -t`',
      'dive --ci': '`dive --ci`',
      'syft scan': '`syft scan`',
    },
    waste: (all, ours, dive) =>
      `Of ${all} small images whose dead bytes are known by construction, ${ours} are told exactly; dive tells ${dive} of them (\`results/4.json\`).`,
  },
  'README.ko.md': {
    title: '한 번에 이어서 잰 CPU 시간',
    image: (name, entries, bytes) => `${NAMES['README.ko.md'][name]}, 항목 ${entries}개, ${bytes} GB`,
    rows: {
      headers: '`--quick`: 모든 헤더',
      digests: '헤더와 모든 파일의 SHA-256',
      'plimsoll inspect, packages and secrets too': '`plimsoll inspect` 전체',
      'tar -t': '`tar -t`',
      'dive --ci': '`dive --ci`',
      'syft scan': '`syft scan`',
    },
    waste: (all, ours, dive) =>
      `죽은 바이트를 만들 때부터 아는 작은 이미지 ${all}개 가운데 ${ours}개를 정확히 맞힙니다. dive는 ${dive}개를 맞힙니다(\`results/4.json\`).`,
  },
};

function tellImages(words, parts) {
  const figureOf = (part, name) => parts[part].figures.find((figure) => figure.name === name)?.value;
  const names = Object.keys(NAMES['README.md']);
  const count = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ',');
  const heads = names.map((name) => {
    const bytes = (figureOf('image-speed', `${name}: archive`) / 1e9).toFixed(2);
    return words.image(name, count(figureOf('image-speed', `${name}: entries`)), bytes);
  });
  const seconds = (name, what) => `${(figureOf('image-speed', `${name}: CPU time of ${what}`) / 1000).toFixed(2)} s`;
  const rows = Object.entries(words.rows).map(
    ([what, title]) => `| ${title} | ${names.map((name) => seconds(name, what)).join(' | ')} |`,
  );
  const waste = ['images', 'exact: ours', 'exact: dive'].map((name) => figureOf('image-waste', name));
  return [`| ${words.title} | ${heads.join(' | ')} |`, '|---|---:|---:|---:|', ...rows, '', words.waste(...waste)].join(
    '\n',
  );
}

const isCheck = process.argv.includes('--check');
writeBlock('README.md', 'figures', fence(['results/demo-go-users.txt']), isCheck);
writeBlock('README.ko.md', 'figures', fence(['results/demo-go-users.ko.txt']), isCheck);
const { parts } = existsSync('results/4.json') ? JSON.parse(readFileSync('results/4.json', 'utf8')) : { parts: {} };
if (parts['image-speed'] && parts['image-waste']) {
  for (const [page, words] of Object.entries(IMAGE_WORDS))
    writeBlock(page, 'images', tellImages(words, parts), isCheck);
}

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
