import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

describe('a secret that a command is given', () => {
  it.each([
    ['login --password "hunter2" x', 'login --password "***" x'],
    ["login --password 'hunter 2' x", "login --password '***' x"],
    ['login --password \\\n  hunter2 x', 'login --password \\\n  *** x'],
    ['CMD ["app", "--token", "abc 123"]', 'CMD ["app", "--token", "***"]'],
    ["['app', '--token', 'abc 123']", "['app', '--token', '***']"],
    ['curl -u bob:hunter2 https://x', 'curl -u bob:*** https://x'],
    ['curl -fsSLu "bob:hun ter2" https://x', 'curl -fsSLu "bob:***" https://x'],
    ["curl -o a --user='bob:hunter2' https://x", "curl -o a --user='bob:***' https://x"],
    ['curl "https://x?a=b&c=d" \\\n -ubob:hunter2', 'curl "https://x?a=b&c=d" \\\n -ubob:***'],
    ['curl -u ${BOB:-b}:"hunter2" https://x', 'curl -u ${BOB:-b}:"***" https://x'],
    ['RUN ["curl", "-u", "bob:hunter2", "x"]', 'RUN ["curl", "-u", "bob:***", "x"]'],
    ['docker login -u bob -p hunter2 r.test', 'docker login -u bob -p *** r.test'],
    ["podman login -p='hunter2' r.test", "podman login -p='***' r.test"],
    ['sshpass -p hunter2 ssh x', 'sshpass -p *** ssh x'],
    ['mysql -uroot -phunter2 -e x', 'mysql -uroot -p*** -e x'],
    ['/usr/bin/mysqldump -p"hun ter2" db', '/usr/bin/mysqldump -p"***" db'],
    ['mysqladmin -u root -phunter2 ping', 'mysqladmin -u root -p*** ping'],
    ["echo 'root:hunter2' | chpasswd", "echo 'root:***' | chpasswd"],
    ['echo root:hunter2|sudo /usr/sbin/chpasswd', 'echo root:***|sudo /usr/sbin/chpasswd'],
    ['echo -e "a:b\\nb:c d" | chpasswd', 'echo -e "a:***" | chpasswd'],
    ['chpasswd <<< "root:hunter2"', 'chpasswd <<< "root:***"'],
    ['echo "machine x.test login y password hunter2" > a', 'echo "machine x.test login y password ***" > a'],
    ['printf "machine x\\nlogin y\\npassword hunter2\\n"', 'printf "machine x\\nlogin y\\npassword ***\\n"'],
  ])('hides %j', (text, clean) => expect(redact(text)).toBe(clean));

  it.each([
    'login --password "$PASSWORD" x',
    'login --password "$(cat /run/secrets/p)"',
    'login --password `cat /run/secrets/p` x',
    'login --password --user bob',
    'login --password "" x',
    'curl -u "bob:$PASSWORD" https://x',
    'curl -u "$(cat /run/secrets/u)" https://x',
    'curl -u bob:"${PASSWORD}" https://x',
    'curl -u bob: https://x',
    'curl -fsSL x | docker run -u 1000:1000 y',
    'docker run -u 1000:1000 -p 80:80 mysql',
    'chown -R mysql:mysql /a && mkdir -p /b',
    'install -o mysql -pm755 a b',
    'mysql -p db < a.sql',
    'mysql -p"$MYSQL_ROOT_PASSWORD" -e x',
    'npm login && mkdir -p a',
    'docker login -u bob --password-stdin -p "$(cat /run/secrets/p)"',
    'echo "root:$PASSWORD" | chpasswd',
    'echo root:hunter2 | tee a',
    'machine x login y password $PASSWORD',
    'the login with a password and a machine',
  ])('leaves %j', (text) => expect(redact(text)).toBe(text));
});
