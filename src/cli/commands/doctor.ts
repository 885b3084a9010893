import { type DoctorRow, examineEngine } from '../../engine/doctor.ts';
import { renderDoctor } from '../../report/render-doctor.ts';
import { chooseEngine } from '../choose-engine.ts';
import { composeLink } from '../compose.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { writeResult } from '../write-result.ts';
import type { EngineFlags } from './engine-flags.ts';

/** Says what was found of engine, builder and disk. Exit: 0 all well, 1 a warning, 3 something that stops a run. */
export async function doctor(context: CliContext, flags: EngineFlags): Promise<void> {
  const { process } = context;
  const rows = await examineEngine(() => composeLink(process.env, chooseEngine(flags)), context.signal);
  const record = { schema: 'plimsoll.dev/doctor/1', rows };
  writeResult(context, flags.format, record, (options) => renderDoctor(rows, options));
  process.exitCode = exitCodeOfRows(rows);
}

function exitCodeOfRows(rows: readonly DoctorRow[]): number {
  if (rows.some((row) => row.state === 'bad')) return EXIT.world;
  return rows.some((row) => row.state === 'warn') ? EXIT.findings : EXIT.fine;
}
