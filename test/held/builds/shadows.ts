import type { HeldBuild } from './contract.ts';
import { text } from './text.ts';

/** Later lines that take away, write over or touch what earlier ones made. */
export const SHADOW_BUILDS: readonly HeldBuild[] = [
  {
    id: 'deleted-later',
    says: [
      'A file of a RUN, one of a COPY and a folder with two files are deleted by later lines. Their contents stay in the',
      'layers that brought them; a whiteout in the later layer hides them.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/del && echo 'del a' > /opt/del/a.txt && echo 'del stays' > /opt/del/stays.txt",
      'COPY in/b.txt /opt/del/b.txt',
      'COPY in/tree /opt/del/tree',
      'RUN rm /opt/del/a.txt',
      'RUN rm -r /opt/del/tree /opt/del/b.txt',
    ),
    files: { 'in/b.txt': 'del b\n', 'in/tree/c.txt': 'del c\n', 'in/tree/more/d.txt': 'del d\n' },
    truth: {
      lines: { 'opt/del/stays.txt': 2 },
      hidden: [
        { path: 'opt/del/a.txt', line: 2, byLine: 5 },
        { path: 'opt/del/b.txt', line: 3, byLine: 6 },
        { path: 'opt/del/tree/c.txt', line: 4, byLine: 6 },
        { path: 'opt/del/tree/more/d.txt', line: 4, byLine: 6 },
      ],
      folders: { 'opt/del': 2 },
    },
  },
  {
    id: 'made-and-deleted-in-one-run',
    says: 'A file deleted by the RUN that made it is in no layer, so nothing is hidden.',
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/brief && echo 'brief' > /opt/brief/a.txt && rm /opt/brief/a.txt",
      "RUN echo 'lasting' > /opt/brief/b.txt",
    ),
    files: {},
    truth: { lines: { 'opt/brief/b.txt': 3 }, folders: { 'opt/brief': 2 }, absent: ['opt/brief/a.txt'] },
  },
  {
    id: 'overwritten-later',
    says: 'RUN over RUN, COPY over RUN, RUN over COPY, and one file written three times. Each line hides the one before it.',
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/ow && echo 'a, old' > /opt/ow/a.txt && echo 'b, old' > /opt/ow/b.txt",
      'COPY in/c.txt in/d.txt /opt/ow/',
      "RUN echo 'a, new and longer' > /opt/ow/a.txt",
      'COPY in/b.txt /opt/ow/b.txt',
      "RUN echo 'c, one more line' >> /opt/ow/c.txt",
      "RUN echo 'a, newest and longest of the three' > /opt/ow/a.txt",
    ),
    files: { 'in/b.txt': 'b, new, from the context\n', 'in/c.txt': 'c, old\n', 'in/d.txt': 'd, never touched\n' },
    truth: {
      lines: { 'opt/ow/a.txt': 7, 'opt/ow/b.txt': 5, 'opt/ow/c.txt': 6, 'opt/ow/d.txt': 3 },
      hidden: [
        { path: 'opt/ow/a.txt', line: 2, byLine: 4 },
        { path: 'opt/ow/a.txt', line: 4, byLine: 7 },
        { path: 'opt/ow/b.txt', line: 2, byLine: 5 },
        { path: 'opt/ow/c.txt', line: 3, byLine: 6 },
      ],
      folders: { 'opt/ow': 2 },
    },
  },
  {
    id: 'only-mode-or-owner-changes',
    says: [
      'chmod, chown and touch of a file of a lower layer copy the whole file up, so the later layer carries the live content',
      'again, byte for byte the same. The modes and owners given are other ones than before.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/meta && echo 'meta a' > /opt/meta/a.txt && chmod 644 /opt/meta/a.txt",
      'COPY in/b.txt /opt/meta/b.txt',
      'COPY in/tree /opt/meta/tree',
      'RUN chmod 755 /opt/meta/a.txt',
      'RUN chown 1000:1000 /opt/meta/b.txt',
      'RUN chown -R 1000:1000 /opt/meta/tree',
      "RUN echo 'meta d' > /opt/meta/d.txt",
      "RUN touch -d '2001-02-03 04:05:06 UTC' /opt/meta/d.txt",
    ),
    files: { 'in/b.txt': 'meta b\n', 'in/tree/c.txt': 'meta c\n' },
    truth: {
      lines: { 'opt/meta/a.txt': 5, 'opt/meta/b.txt': 6, 'opt/meta/tree/c.txt': 7, 'opt/meta/d.txt': 9 },
      hidden: [
        { path: 'opt/meta/a.txt', line: 2, byLine: 5 },
        { path: 'opt/meta/b.txt', line: 3, byLine: 6 },
        { path: 'opt/meta/tree/c.txt', line: 4, byLine: 7 },
        { path: 'opt/meta/d.txt', line: 8, byLine: 9 },
      ],
      folders: { 'opt/meta': 2, 'opt/meta/tree': 4 },
    },
  },
  {
    id: 'folder-made-anew',
    says: [
      'One RUN deletes a folder and makes it again with another file: the new one is of that RUN, the old one hidden by it.',
      'An opaque folder and whiteouts say the same.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/anew/box && echo 'old' > /opt/anew/box/old.txt && echo 'kept, old' > /opt/anew/box/kept.txt",
      'RUN rm -r /opt/anew/box && mkdir /opt/anew/box && \\',
      "    echo 'new' > /opt/anew/box/new.txt && echo 'kept, but written anew' > /opt/anew/box/kept.txt",
      'COPY in/more.txt /opt/anew/box/more.txt',
    ),
    files: { 'in/more.txt': 'more\n' },
    truth: {
      lines: { 'opt/anew/box/new.txt': 3, 'opt/anew/box/kept.txt': 3, 'opt/anew/box/more.txt': 5 },
      hidden: [
        { path: 'opt/anew/box/old.txt', line: 2, byLine: 3 },
        { path: 'opt/anew/box/kept.txt', line: 2, byLine: 3 },
      ],
      folders: { 'opt/anew': 2 },
    },
  },
  {
    id: 'moved-later',
    says: 'mv gives the file another name in the layer of its RUN, with the content once more; the old name is hidden by it.',
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/moved && echo 'moved' > /opt/moved/before.txt",
      "RUN echo 'between' > /opt/moved/between.txt",
      'RUN mv /opt/moved/before.txt /opt/moved/behind.txt',
    ),
    files: {},
    truth: {
      lines: { 'opt/moved/between.txt': 3, 'opt/moved/behind.txt': 4 },
      hidden: [{ path: 'opt/moved/before.txt', line: 2, byLine: 4 }],
      folders: { 'opt/moved': 2 },
    },
  },
  {
    id: 'deleted-and-brought-back',
    says: 'A file is deleted and made again by a third line. The first content was hidden by the RUN that deleted it.',
    dockerfile: text(
      'FROM base',
      "RUN mkdir -p /opt/back && echo 'first life' > /opt/back/a.txt",
      'RUN rm /opt/back/a.txt',
      "RUN echo 'a second life' > /opt/back/a.txt",
    ),
    files: {},
    truth: {
      lines: { 'opt/back/a.txt': 4 },
      hidden: [{ path: 'opt/back/a.txt', line: 2, byLine: 3 }],
      folders: { 'opt/back': 2 },
    },
  },
  {
    id: 'same-copy-twice',
    says: [
      'The same COPY stands before and behind a RUN that writes over its file. The first and the third layer may be the same',
      'blob, the one content that occurs twice on purpose; the live one is the third by its place.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      'COPY in/a.txt /opt/again/a.txt',
      "RUN echo 'something quite different in between' > /opt/again/a.txt",
      'COPY in/a.txt /opt/again/a.txt',
      "RUN echo 'the end' > /opt/again/end.txt",
    ),
    files: { 'in/a.txt': 'again and again\n' },
    truth: {
      lines: { 'opt/again/a.txt': 4, 'opt/again/end.txt': 5 },
      hidden: [
        { path: 'opt/again/a.txt', line: 2, byLine: 3 },
        { path: 'opt/again/a.txt', line: 3, byLine: 4 },
      ],
      folders: { 'opt/again': 2 },
    },
  },
];
