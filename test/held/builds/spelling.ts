import type { HeldBuild } from './contract.ts';
import { text, textCrLf } from './text.ts';

/** The same few layers in texts that are easy to count wrongly. */
export const SPELLING_BUILDS: readonly HeldBuild[] = [
  {
    id: 'comments-and-blanks-in-front',
    says: 'Comments and blank lines count as lines, in front of the first FROM too. A comment that speaks of RUN is none.',
    dockerfile: text(
      '',
      '# The image of nothing much.',
      '#',
      '   # RUN echo never > /opt/front/never.txt',
      '',
      'FROM base',
      '',
      '',
      '# the first layer',
      "RUN mkdir -p /opt/front && echo 'front a' > /opt/front/a.txt # this is a comment of the shell",
      '',
      '# COPY in/b.txt /opt/front/never.txt',
      'COPY in/b.txt /opt/front/b.txt',
      '# the end',
    ),
    files: { 'in/b.txt': 'front b\n' },
    truth: {
      lines: { 'opt/front/a.txt': 10, 'opt/front/b.txt': 13 },
      folders: { 'opt/front': 10 },
      absent: ['opt/front/never.txt'],
    },
  },
  {
    id: 'lower-case-keywords',
    says: 'Keywords may be written in any case, and stand behind blanks.',
    dockerfile: text(
      'from base as lower',
      "run mkdir -p /opt/lower && echo 'lower a' > /opt/lower/a.txt",
      'FrOm lower',
      'copy in/b.txt /opt/lower/b.txt',
      "  Run echo 'lower c' > /opt/lower/c.txt",
      'workdir /opt/lower/inner',
      '\tadd in/d.txt ./',
    ),
    files: { 'in/b.txt': 'lower b\n', 'in/d.txt': 'lower d\n' },
    truth: {
      lines: { 'opt/lower/a.txt': 2, 'opt/lower/b.txt': 4, 'opt/lower/c.txt': 5, 'opt/lower/inner/d.txt': 7 },
      folders: { 'opt/lower': 2, 'opt/lower/inner': 6 },
    },
  },
  {
    id: 'crlf-line-ends',
    says: [
      'The file has the line ends of Windows. BuildKit takes CR and LF off every line, so the backslash before them still goes',
      'on and no name has a CR in it.',
    ].join(' '),
    dockerfile: textCrLf(
      '# A comment.',
      'FROM base',
      '',
      'RUN mkdir -p /opt/crlf && \\',
      '    # within',
      "    echo 'crlf a' > /opt/crlf/a.txt",
      'COPY in/b.txt \\',
      '     /opt/crlf/b.txt',
      "RUN echo 'crlf c' > /opt/crlf/c.txt",
    ),
    files: { 'in/b.txt': 'crlf b\n' },
    truth: {
      lines: { 'opt/crlf/a.txt': 4, 'opt/crlf/b.txt': 7, 'opt/crlf/c.txt': 9 },
      folders: { 'opt/crlf': 4 },
    },
  },
  {
    id: 'escape-directive',
    says: 'The first line makes the backtick the sign that goes on; a backslash at the end of a line is then the shell its own.',
    dockerfile: text(
      '# escape=`',
      'FROM base',
      'RUN mkdir -p /opt/escape && `',
      "    echo 'escape a' > /opt/escape/a.txt",
      'COPY `',
      '  in/b.txt `',
      '  /opt/escape/b.txt',
      "RUN echo 'escape c' > /opt/escape/c.txt",
    ),
    files: { 'in/b.txt': 'escape b\n' },
    truth: {
      lines: { 'opt/escape/a.txt': 3, 'opt/escape/b.txt': 5, 'opt/escape/c.txt': 8 },
      folders: { 'opt/escape': 3 },
    },
  },
  {
    id: 'no-newline-at-the-end',
    says: 'The last instruction ends with the file. Nothing is lost.',
    dockerfile: "FROM base\nRUN mkdir -p /opt/end && echo 'end a' > /opt/end/a.txt\nRUN echo 'end b' > /opt/end/b.txt",
    files: {},
    truth: { lines: { 'opt/end/a.txt': 2, 'opt/end/b.txt': 3 }, folders: { 'opt/end': 2 } },
  },
  {
    id: 'two-layers-of-the-same-look',
    says: [
      'Long RUN lines that begin with the same sixty letters and more, one of them with inner blanks: a match by the beginning',
      'of the text takes one for the other.',
    ].join(' '),
    dockerfile: text(
      'FROM base',
      'RUN mkdir -p /opt/look',
      'RUN test -d /opt/look && test -d /opt/look && test -d /opt/look && echo "look   a" > /opt/look/a.txt',
      'RUN test -d /opt/look && test -d /opt/look && test -d /opt/look && echo "look b" > /opt/look/b.txt',
      'RUN test -d /opt/look && test -d /opt/look && test -d /opt/look && echo "look b, old" > /opt/look/b.txt.old',
    ),
    files: {},
    truth: {
      lines: { 'opt/look/a.txt': 3, 'opt/look/b.txt': 4, 'opt/look/b.txt.old': 5 },
      folders: { 'opt/look': 2 },
    },
  },
];
