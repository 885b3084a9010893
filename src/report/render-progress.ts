import type { Language } from '../language/contract.ts';
import { type Message, message } from '../model/message.ts';
import type { ProgressEvent } from '../model/progress.ts';
import { sayTechnique } from './say-row.ts';

/** One event as one short line for stderr, without its line break. */
export function renderProgress(event: ProgressEvent, language: Language): string {
  return language.say(messageOf(event, language));
}

function messageOf(event: ProgressEvent, language: Language): Message {
  switch (event.is) {
    case 'image-opened': {
      const { platform, layers, transferBytes } = event;
      return message('progress-image', { platform, layers, transferBytes });
    }
    case 'layer-read': {
      const { layer, layers, contentBytes } = event;
      return message('progress-layer', { layer, layers, contentBytes });
    }
    case 'layers-known':
      return message('progress-known', { known: event.known, layers: event.layers });
    case 'climb-planned':
      return message('progress-planned', { rungs: event.rungs, restMs: event.restMs });
    case 'rung-started':
      return message('progress-started', { rung: event.rung, technique: sayTechnique(event.technique, language) });
    case 'rung-resumed':
      return message('progress-resumed', { rung: event.rung, technique: sayTechnique(event.technique, language) });
    case 'rung-built':
      return message('progress-built', { rung: event.rung, ms: event.ms });
    case 'rung-not-built':
      return message('progress-not-built', {
        rung: event.rung,
        state: language.say(message('report-state', { state: event.building })),
      });
    case 'rung-measured': {
      const { rung, ms, unpackedBytes, transferBytes } = event;
      return message('progress-measured', { rung, ms, unpackedBytes, transferBytes });
    }
    case 'rung-verified': {
      const state = event.running === 'works-as-before' ? 'as-before' : event.running;
      const said = language.say(message('report-state', { state }));
      return message('progress-verified', { rung: event.rung, state: said, ms: event.ms, restMs: event.restMs });
    }
    case 'rebuild-timed':
      return message('progress-rebuild', { rung: event.rung, ms: event.ms, left: event.left });
  }
}
