import { type DoctorRow, examineEngine } from '../../engine/doctor.ts';
import { renderDoctor } from '../../report/render-doctor.ts';
import { chooseEngine } from '../choose-engine.ts';
import { composeLink } from '../compose.ts';
import { type CliContext, hasColor, widthOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import type { EngineFlags } from './engine-flags.ts';

/** Says what was found of engine, builder and disk. Exit: 0 all well, 1 a warning, 3 something that stops a run. */
export async function doctor(context: CliContext, flags: EngineFlags): Promise<void> {
  const { language, process } = context;
  const rows = await examineEngine(() => composeLink(process.env, chooseEngine(flags)), context.signal);
  process.stdout.write(
    flags.format === 'json'
      ? `${JSON.stringify({ schema: 'plimsoll.dev/doctor/1', rows }, null, 2)}\n`
      : renderDoctor(rows, { language, width: widthOf(context), color: hasColor(context) }),
  );
  process.exitCode = exitCodeOfRows(rows);
}

function exitCodeOfRows(rows: readonly DoctorRow[]): number {
  if (rows.some((row) => row.state === 'bad')) return EXIT.world;
  return rows.some((row) => row.state === 'warn') ? EXIT.findings : EXIT.fine;
}
