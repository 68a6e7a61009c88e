import { test } from 'node:test';
import { secrets } from '../../server/completion/filters/secrets';
import { cuts, keeps } from './completion-notation';

test('well-known forms of keys are never shown', () => {
  for (const key of [
    'AKIAIOSFODNN7EXAMPLE',
    '-----BEGIN RSA PRIVATE KEY-----',
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    `ghp_${'a1B2'.repeat(9)}`,
    `github_pat_${'a1B2'.repeat(10)}`,
    'xoxb-123456789012-abcdefGHIJ',
    `AIza${'x'.repeat(35)}`,
    `eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.${'c'.repeat(12)}`,
  ]) {
    cuts(secrets, 'value = ║', `⟦"${key}"⟧`, '⟦⟧', 'python');
  }
});

test('a literal that looks random is a secret where its name says so', () => {
  const random = 'q8Zr2LkV0tXw7YbN4mPs9Ud1';
  cuts(secrets, 'const apiKey = ║', `⟦"${random}";⟧`, '⟦⟧');
  cuts(secrets, '║', `⟦client_secret: ${random}⟧`, '⟦⟧', 'yaml');
  cuts(secrets, 'export DB_PASSWORD=║', `⟦${random}⟧`, '⟦⟧', 'shellscript');
  cuts(secrets, '║', `⟦let token: &str = "${random}";⟧`, '⟦⟧', 'rust');
  keeps(secrets, 'const commit = ║', `⟦"${random}";⟧`);
});

test('code that speaks of secrets stays', () => {
  keeps(secrets, 'const token = ║', '⟦await this.authenticationService.getAccessToken();⟧');
  keeps(secrets, 'key = ║', '⟦os.environ["DATABASE_CONNECTION_STRING"]⟧', 'python');
  keeps(secrets, '║', '⟦"cria.completion.disabledLanguages": []⟧', 'json');
  keeps(secrets, 'password: ║', '⟦${{ secrets.DEPLOYMENT_PASSWORD_2024 }}⟧', 'yaml');
  keeps(secrets, 'const key = ║', '⟦JSON.stringify([model, uri, offset]);⟧');
});

test('a key that stands in the document already is none of the suggestion’s', () => {
  keeps(secrets, 'const key = "AKIAIOSFODNN7EXAMPLE"║', '⟦;⟧');
});
