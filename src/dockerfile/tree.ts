import type { ByteText, Range } from '../model/bytes.ts';
import type { MappedText } from './mapped-text.ts';

/** The file taken apart without loss: the texts of `nodes`, joined, are the file byte for byte. */
export interface DockerfileTree {
  readonly text: ByteText;
  readonly nodes: readonly DockerfileNode[];
  readonly instructions: readonly Instruction[];
  readonly directives: readonly DirectiveNode[];
  readonly escape: EscapeCharacter;
  /** The newline the first line ends with; `\n` for a file of one line. */
  readonly newline: '\n' | '\r\n';
}

export type EscapeCharacter = '\\' | '`';

export type DockerfileNode = PlainNode | DirectiveNode | Instruction;

/** The byte order mark, one blank line, or one comment line outside instructions. */
export interface PlainNode {
  readonly kind: 'bom' | 'blank' | 'comment';
  readonly range: Range;
  /** 1-based. */
  readonly startLine: number;
}

/** A parser directive: `# syntax=`, `# escape=`, `# check=`. */
export interface DirectiveNode {
  readonly kind: 'directive';
  readonly range: Range;
  readonly startLine: number;
  readonly name: 'syntax' | 'escape' | 'check';
  readonly value: ByteText;
  readonly valueRange: Range;
}

export interface Instruction {
  readonly kind: 'instruction';
  /** Place among the file's instructions, from 0. */
  readonly index: number;
  /** Whole lines: indentation, continuations, comments inside, here-documents, last newline. */
  readonly range: Range;
  /** From the keyword to the last byte before the newline that ends it (here-documents included). */
  readonly coreRange: Range;
  /** As BuildKit counts them, 1-based; `endLine` includes here-documents. */
  readonly startLine: number;
  readonly endLine: number;
  /** Upper case. */
  readonly keyword: Keyword;
  readonly keywordText: ByteText;
  readonly keywordRange: Range;
  readonly flags: readonly Flag[];
  /** The arguments as BuildKit splits them for this keyword; shell forms are one word. */
  readonly words: readonly Word[];
  /** Names and values of ARG, ENV and LABEL. */
  readonly pairs: readonly Pair[];
  /** Arguments are a JSON array of strings: the exec form of RUN, CMD, ENTRYPOINT, SHELL, HEALTHCHECK, the list form of COPY, ADD, VOLUME. */
  readonly json: boolean;
  /** The whole instruction on one line: continuations, comments and blank lines inside removed. */
  readonly logical: MappedText;
  /** What follows the flags, trimmed. */
  readonly args: MappedText;
  readonly heredocs: readonly Heredoc[];
  /** The comment lines between its lines, each with its newline. */
  readonly innerComments: readonly Range[];
  /** Blank lines inside a continuation, which BuildKit warns about. */
  readonly emptyContinuationLines: readonly number[];
  /** The instruction after ONBUILD; undefined also where its keyword is none: only a build on top of the image would tell. */
  readonly trigger: Trigger | undefined;
}

/** What an instruction and an ONBUILD trigger have in common. */
export type Trigger = Pick<
  Instruction,
  'keyword' | 'keywordText' | 'keywordRange' | 'flags' | 'words' | 'pairs' | 'json' | 'logical' | 'args'
>;

export const KEYWORDS = [
  'ADD',
  'ARG',
  'CMD',
  'COPY',
  'ENTRYPOINT',
  'ENV',
  'EXPOSE',
  'FROM',
  'HEALTHCHECK',
  'LABEL',
  'MAINTAINER',
  'ONBUILD',
  'RUN',
  'SHELL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
] as const;
export type Keyword = (typeof KEYWORDS)[number];

/** `--name=value`, quotes and escapes removed as BuildKit removes them. */
export interface Flag {
  readonly name: ByteText;
  readonly value: ByteText | undefined;
  readonly text: ByteText;
  readonly range: Range;
  /** Of the value as written, with its quotes. */
  readonly valueRange: Range | undefined;
}

export interface Word {
  readonly text: ByteText;
  /** Of the word as written, with its quotes. */
  readonly range: Range;
}

export interface Pair {
  readonly name: Word;
  /** As written, quotes kept; undefined for `ARG name`. */
  readonly value: Word | undefined;
  /** Empty for the old form `ENV name value`. */
  readonly separator: '=' | '';
}

export interface Heredoc {
  readonly name: ByteText;
  /** 0 when none is written. */
  readonly fileDescriptor: number;
  /** Variables in the body are expanded: the name was not quoted. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are removed from the body. */
  readonly chomp: boolean;
  /** Of the word that opens it. */
  readonly wordRange: Range;
  /** As it stands in the file, last newline included. */
  readonly body: MappedText;
  readonly bodyRange: Range;
  /** Of the line that closes it, newline included. */
  readonly endRange: Range;
}
