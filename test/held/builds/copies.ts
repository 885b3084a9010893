import { file, folder } from '../kit/members.ts';
import { tarOf } from '../kit/tar.ts';
import type { HeldBuild } from './contract.ts';
import { text } from './text.ts';

/** A plain tar of ASCII texts has only bytes below 128, so it is text and survives being written as UTF-8. */
const BUNDLE = tarOf([
  folder('bundle'),
  file('bundle/one.txt', 'one of the bundle\n'),
  file('bundle/two.txt', 'two of the bundle\n'),
]).toString('latin1');

/** COPY, ADD and WORKDIR. */
export const COPY_BUILDS: readonly HeldBuild[] = [
  {
    id: 'copy-files-and-folders',
    says: 'One file, a folder with a folder in it, two files at once, a pattern, and a name with a space in the JSON form.',
    dockerfile: text(
      'FROM scratch',
      'COPY in/a.txt /',
      'COPY in/tree /tree',
      'COPY in/b.txt in/c.txt /both/',
      'COPY in/*.md /notes/',
      'COPY ["in/with space.txt", "/spaced/with space.txt"]',
    ),
    files: {
      'in/a.txt': 'copied a\n',
      'in/b.txt': 'copied b\n',
      'in/c.txt': 'copied c\n',
      'in/tree/leaf.txt': 'copied leaf\n',
      'in/tree/branch/leaf.txt': 'copied leaf of the branch\n',
      'in/read.md': 'copied read\n',
      'in/write.md': 'copied write\n',
      'in/with space.txt': 'copied with a space\n',
    },
    truth: {
      lines: {
        'a.txt': 2,
        'tree/leaf.txt': 3,
        'tree/branch/leaf.txt': 3,
        'both/b.txt': 4,
        'both/c.txt': 4,
        'notes/read.md': 5,
        'notes/write.md': 5,
        'spaced/with space.txt': 6,
      },
      folders: { tree: 3, 'tree/branch': 3, both: 4, notes: 5, spaced: 6 },
    },
  },
  {
    id: 'copy-chmod-and-chown',
    says: 'Mode and owner are set by the COPY itself, so the file is once in the image, in the layer of that COPY.',
    dockerfile: text(
      'FROM base',
      'COPY --chmod=755 in/tool.sh /opt/copy/tool.sh',
      'COPY --chown=1000:1000 in/owned.txt /opt/copy/owned.txt',
      'COPY --chown=1000:1000 \\',
      '     --chmod=0600 \\',
      '     in/both.txt /opt/copy/',
    ),
    files: {
      'in/tool.sh': '#!/bin/sh\necho tool\n',
      'in/owned.txt': 'owned\n',
      'in/both.txt': 'owned and closed\n',
    },
    truth: {
      lines: { 'opt/copy/tool.sh': 2, 'opt/copy/owned.txt': 3, 'opt/copy/both.txt': 4 },
      folders: { 'opt/copy': 2 },
    },
  },
  {
    id: 'copy-link',
    says: [
      'COPY --link makes a layer that does not stand on the ones below and is merged with them. Each such COPY is one layer',
      'still, in its place; its file hides that of an earlier RUN, and a later RUN hides one of its files.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/link && echo 'link from run' > /opt/link/a.txt && echo 'to be hidden' > /opt/link/b.txt",
      'COPY --link in/b.txt /opt/link/b.txt',
      'COPY --link in/c.txt in/d.txt /opt/link/',
      "RUN echo 'written over the linked d' > /opt/link/d.txt",
      'COPY --link --chmod=755 in/tree /opt/link/tree',
    ),
    files: {
      'in/b.txt': 'linked b\n',
      'in/c.txt': 'linked c\n',
      'in/d.txt': 'linked d\n',
      'in/tree/e.txt': 'linked e\n',
    },
    truth: {
      lines: {
        'opt/link/a.txt': 2,
        'opt/link/b.txt': 3,
        'opt/link/c.txt': 4,
        'opt/link/d.txt': 5,
        'opt/link/tree/e.txt': 6,
      },
      hidden: [
        { path: 'opt/link/b.txt', line: 2, byLine: 3 },
        { path: 'opt/link/d.txt', line: 4, byLine: 5 },
      ],
      folders: { 'opt/link': 2, 'opt/link/tree': 6 },
    },
  },
  {
    id: 'copy-link-in-scratch',
    says: 'Nothing but linked copies: every layer stands alone, and their order in the image is that of the lines.',
    dockerfile: text(
      'FROM scratch',
      'COPY --link in/a.txt /linked/a.txt',
      'COPY --link in/b.txt /linked/b.txt',
      'COPY in/c.txt /linked/c.txt',
    ),
    files: { 'in/a.txt': 'alone a\n', 'in/b.txt': 'alone b\n', 'in/c.txt': 'not alone c\n' },
    truth: { lines: { 'linked/a.txt': 2, 'linked/b.txt': 3, 'linked/c.txt': 4 }, folders: { linked: 2 } },
  },
  {
    id: 'copy-heredoc',
    says: [
      'Files whose text stands in the Dockerfile. The text of one is a Dockerfile itself and is no instruction. Two documents',
      'in one COPY take their names from their marks.',
    ].join(' '),
    dockerfile: text(
      'FROM scratch',
      'COPY <<EOF /inline/sample.Dockerfile',
      'FROM base',
      'RUN echo this is text > /inline/never.txt',
      'COPY in/a.txt /inline/never.txt',
      'EOF',
      'COPY <<first.txt <<second.txt /inline/',
      'text of the first',
      'first.txt',
      'text of the second',
      'second.txt',
      'COPY --chmod=755 <<"END" /inline/tool.sh',
      '#!/bin/sh',
      'echo $HOME',
      'END',
      'COPY in/a.txt /inline/a.txt',
    ),
    files: { 'in/a.txt': 'not inline\n' },
    truth: {
      lines: {
        'inline/sample.Dockerfile': 2,
        'inline/first.txt': 7,
        'inline/second.txt': 7,
        'inline/tool.sh': 12,
        'inline/a.txt': 16,
      },
      folders: { inline: 2 },
      absent: ['inline/never.txt'],
    },
  },
  {
    id: 'add-files',
    says: 'ADD of a local file and of a folder does what COPY does.',
    dockerfile: text(
      'FROM scratch',
      'ADD in/a.txt /added/a.txt',
      'ADD --chown=1000:1000 in/tree /added/tree/',
      'COPY in/b.txt /added/b.txt',
    ),
    files: { 'in/a.txt': 'added a\n', 'in/tree/leaf.txt': 'added leaf\n', 'in/b.txt': 'copied beside\n' },
    truth: {
      lines: { 'added/a.txt': 2, 'added/tree/leaf.txt': 3, 'added/b.txt': 4 },
      folders: { added: 2, 'added/tree': 3 },
    },
  },
  {
    id: 'add-tar',
    says: 'ADD unpacks a local tar, so the members are of its line and the tar itself is not in the image. COPY leaves it whole.',
    dockerfile: text('FROM scratch', 'ADD in/bundle.tar /unpacked/', 'COPY in/bundle.tar /whole/bundle.tar'),
    files: { 'in/bundle.tar': BUNDLE },
    truth: {
      lines: { 'unpacked/bundle/one.txt': 2, 'unpacked/bundle/two.txt': 2, 'whole/bundle.tar': 3 },
      folders: { unpacked: 2, 'unpacked/bundle': 2, whole: 3 },
      absent: ['unpacked/bundle.tar'],
    },
  },
  {
    id: 'dockerignore',
    says: 'Files the ignore file names are not in the context, so no COPY of a folder brings them.',
    dockerfile: text('FROM scratch', 'COPY in /taken', 'COPY more/ /taken/more/'),
    files: {
      '.dockerignore': 'in/skipped\n**/*.log\n',
      'in/a.txt': 'taken a\n',
      'in/run.log': 'a log\n',
      'in/skipped/b.txt': 'skipped b\n',
      'more/c.txt': 'taken c\n',
      'more/other.log': 'another log\n',
    },
    truth: {
      lines: { 'taken/a.txt': 2, 'taken/more/c.txt': 3 },
      folders: { taken: 2, 'taken/more': 3 },
      absent: ['taken/run.log', 'taken/skipped/b.txt', 'taken/more/other.log'],
    },
  },
  {
    id: 'workdir-makes-folders',
    says: [
      'WORKDIR makes the folder it names, with those above, in a layer of its own; one that is there already makes none.',
      'Relative targets count from it.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      'WORKDIR /srv/made/deep',
      'COPY in/a.txt .',
      'WORKDIR inner',
      "RUN echo 'work b' > b.txt",
      'COPY in/c.txt ../c.txt',
      'WORKDIR /srv/made/deep',
      "RUN echo 'work d' > d.txt",
    ),
    files: { 'in/a.txt': 'work a\n', 'in/c.txt': 'work c\n' },
    truth: {
      lines: {
        'srv/made/deep/a.txt': 3,
        'srv/made/deep/inner/b.txt': 5,
        'srv/made/deep/c.txt': 6,
        'srv/made/deep/d.txt': 8,
      },
      folders: { 'srv/made': 2, 'srv/made/deep': 2, 'srv/made/deep/inner': 4 },
    },
  },
  {
    id: 'workdir-in-scratch',
    says: 'The first layer of the image is the folder of the WORKDIR and has no file.',
    dockerfile: text('FROM scratch', 'WORKDIR /data', 'COPY in/a.txt ./', 'WORKDIR /data/empty'),
    files: { 'in/a.txt': 'data a\n' },
    truth: { lines: { 'data/a.txt': 3 }, folders: { data: 2, 'data/empty': 4 } },
  },
];
