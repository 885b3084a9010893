import type { HeldPair } from './contract.ts';

const LABEL = `import subprocess
import sys

from PIL import Image, ImageDraw, ImageFont

found = subprocess.run(["fc-list", ":lang=ko", "file"], capture_output=True, text=True, check=True).stdout.split(":")
if not found[0].strip():
    sys.exit("no font for Korean text")
font = ImageFont.truetype(found[0].strip(), 24)
label = Image.new("L", (240, 40), 255)
ImageDraw.Draw(label).text((4, 4), "서울 매출", font=font, fill=0)
print("label drawn with", sum(1 for pixel in label.getdata() if pixel < 128) > 100)
`;

const label = (fonts: string) => `FROM python:3.11-slim
RUN apt-get update && apt-get install -y --no-install-recommends fontconfig ${fonts} && rm -rf /var/lib/apt/lists/*
RUN pip install --no-cache-dir pillow==11.0.0
COPY label.py /srv/
CMD ["python", "/srv/label.py"]
`;

const PRICES = `import locale

locale.setlocale(locale.LC_ALL, "")
print(locale.currency(1250000, grouping=True))
`;

const prices = (locales: string) => `FROM python:3.11-slim
${locales}ENV LANG=ko_KR.UTF-8
COPY prices.py /srv/
CMD ["python", "/srv/prices.py"]
`;

/** Fonts and locales a program asks the system for. */
export const LOCALE_PAIRS: readonly HeldPair[] = [
  {
    id: 'no-font-for-korean-text',
    traps: [],
    fault: 'bytes',
    says: 'The program asks fontconfig for a font that covers Korean, and only DejaVu is installed.',
    evidence: ['lang=ko'],
    breaks: 'start',
    files: { 'label.py': LABEL },
    broken: { dockerfile: label('fonts-dejavu-core') },
    working: { dockerfile: label('fonts-dejavu-core fonts-nanum') },
    run: { asks: { is: 'program', exitCode: 0, prints: 'label drawn with True' } },
  },
  {
    id: 'locale-not-generated',
    traps: [],
    fault: 'bytes',
    says: 'LANG names ko_KR.UTF-8, which was never generated: setlocale fails.',
    evidence: ['ko_KR.UTF-8'],
    breaks: 'start',
    files: { 'prices.py': PRICES },
    broken: { dockerfile: prices('') },
    working: {
      dockerfile: prices(
        'RUN apt-get update && apt-get install -y --no-install-recommends locales && rm -rf /var/lib/apt/lists/* \\\n    && localedef -i ko_KR -f UTF-8 ko_KR.UTF-8\n',
      ),
    },
    run: { asks: { is: 'program', exitCode: 0, prints: '1,250,000' } },
  },
];
