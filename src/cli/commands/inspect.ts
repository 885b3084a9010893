import { dirname, resolve } from 'node:path';
import { describeImage } from '../../facts/bytes/inspect-image.ts';
import { attributeLayers, type OriginHints } from '../../facts/lines/attribute-layers.ts';
import { type BuildRecord, readProvenance } from '../../facts/lines/read-provenance.ts';
import { type ByteText, textToBytes, textToWords } from '../../model/bytes.ts';
import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import { renderInspection } from '../../report/render-inspection.ts';
import { renderProblem } from '../../report/render-problem.ts';
import { composeFiles } from '../compose.ts';
import type { CliContext } from '../context.ts';
import { type ReadImage, readImage } from '../read-image.ts';
import { writeResult } from '../write-result.ts';
import type { InspectFlags } from './image-flags.ts';
import { readPairs } from './optimize-flags.ts';

/** Where an image's bytes are: by layer, line and package, and which are there for nothing. */
export async function inspect(context: CliContext, flags: InspectFlags, typed: string): Promise<void> {
  // Before the image, which may take long: a mistyped file is told at once.
  const given = await readGivenFiles(context, flags);
  const image = await readImage(context, flags, typed, flags.quick ? 'headers' : 'contents');
  const attribution = attributeLayers(image.view, readHints(context, flags, { given, image }));
  const record = describeImage(image, attribution);
  const { dockerfile } = attribution;
  const isGiven = flags.file !== undefined || flags.metadataFile !== undefined;
  const folder = flags.file === undefined ? undefined : dirname(flags.file).replace(/^\.$/, '');
  const more = { dockerfile, isGiven, folder };
  writeResult(context, flags.format, record, (options) => renderInspection(record, { ...options, ...more }));
}

interface GivenFiles {
  readonly dockerfile: ByteText | undefined;
  readonly metadata: ByteText | undefined;
}

async function readGivenFiles(context: CliContext, { file, metadataFile }: InspectFlags): Promise<GivenFiles> {
  return {
    dockerfile: file === undefined ? undefined : await readGiven(context, file),
    metadata: metadataFile === undefined ? undefined : await readGiven(context, metadataFile),
  };
}

/** @throws Problem `given-file-missing`, `given-is-folder` */
async function readGiven({ cwd }: CliContext, file: string): Promise<ByteText> {
  const [files, path] = [composeFiles(), resolve(cwd, file)];
  if ((await files.stat(path, true))?.type === 'dir') throw new Problem('usage', 'given-is-folder', { file });
  const text = await files.readText(path);
  if (text === undefined) throw new Problem('usage', 'given-file-missing', { file });
  return text;
}

/** What the user hands over goes before what stands beside the image. */
function readHints(
  context: CliContext,
  flags: InspectFlags,
  { given, image }: { readonly given: GivenFiles; readonly image: ReadImage },
): OriginHints {
  const { dockerfile, metadata } = given;
  const told =
    metadata === undefined
      ? undefined
      : readMetadata(context, { text: metadata, file: flags.metadataFile ?? '' }, image);
  const args = readPairs(flags.buildArg, context.process.env);
  return {
    records: [told, image.buildRecord].filter((record) => record !== undefined),
    ...(dockerfile !== undefined && { dockerfile: { text: textToBytes(dockerfile), target: flags.target, args } }),
  };
}

/** A file that says nothing is only told where the image has a record of its own. @throws Problem `metadata-file-useless` */
function readMetadata(
  context: CliContext,
  { text, file }: { readonly text: ByteText; readonly file: string },
  { view, buildRecord }: ReadImage,
): BuildRecord | undefined {
  const record = parseMetadata(text, file, `${view.config.os}/${view.config.architecture}`);
  if (!(record instanceof Problem)) return record;
  if (buildRecord === undefined) throw record;
  const told = new Problem(record.kind, record.code, record.args, { hint: message('hint-own-record', {}) });
  context.process.stderr.write(`${renderProblem(told, context.language)}\n`);
  return undefined;
}

function parseMetadata(text: ByteText, file: string, platform: string): BuildRecord | Problem {
  let document: unknown;
  try {
    document = JSON.parse(textToWords(text));
  } catch (cause) {
    return new Problem('usage', 'metadata-file-useless', { file, fault: 'malformed' }, { cause });
  }
  return (
    readProvenance(document, platform) ?? new Problem('usage', 'metadata-file-useless', { file, fault: 'no-layers' })
  );
}
