/**
 * What the recall set is made of: parts of a made-up product, each with the names that different people use for it, and
 * things that a team says about such a part, each in several wordings, with questions that ask for it in other words.
 * Written by hand, without looking at what any ranker finds. `{s}` is the part, `{v}` the value.
 */
export interface Part {
  readonly names: readonly string[];
}

export interface Matter {
  readonly kind: 'preference' | 'fact' | 'decision' | 'procedure';
  readonly values: readonly string[];
  readonly statements: readonly string[];
  readonly questions: readonly string[];
}

const named = (...names: string[]): Part => ({ names });

export const parts: readonly Part[] = [
  named('the upload service', 'the uploader', 'file ingestion'),
  named('the billing worker', 'invoicing', 'the job that charges customers'),
  named('the search backend', 'the query service', 'full-text lookup'),
  named('the login page', 'sign-in', 'the authentication screen'),
  named('the notification sender', 'the mailer', 'the service that emails users'),
  named('the image resizer', 'thumbnail generation', 'the picture pipeline'),
  named('the mobile app', 'the phone client', 'the Android and iOS build'),
  named('the admin dashboard', 'the back office', 'the internal console'),
  named('the payment gateway', 'card processing', 'the checkout integration'),
  named('the report exporter', 'CSV export', 'the spreadsheet download'),
  named('the event bus', 'the message broker', 'our queue'),
  named('the user database', 'the accounts store', 'the customer tables'),
  named('the session cache', 'Redis', 'the in-memory store'),
  named('the public API', 'the REST endpoints', 'the interface for partners'),
  named('the deployment pipeline', 'continuous delivery', 'the release automation'),
  named('the test suite', 'the automated checks', 'CI'),
  named('the design system', 'the component library', 'shared UI widgets'),
  named('the analytics collector', 'usage tracking', 'the metrics intake'),
  named('the feature flag service', 'toggles', 'the rollout switch'),
  named('the audit log', 'the record of who did what', 'compliance logging'),
  named('the scheduler', 'the cron runner', 'periodic jobs'),
  named('the translation files', 'localisation', 'the language strings'),
  named('the onboarding wizard', 'the first-run tour', 'the welcome flow'),
  named('the chat widget', 'live support', 'the help bubble'),
  named('the recommendation engine', 'suggested items', 'personalisation'),
  named('the video transcoder', 'media conversion', 'the clip encoder'),
  named('the webhook dispatcher', 'outgoing callbacks', 'partner notifications'),
  named('the fraud detector', 'abuse screening', 'the risk scorer'),
  named('the configuration loader', 'settings parsing', 'reading of environment variables'),
  named('the data warehouse', 'the reporting database', 'the nightly ETL'),
  named('the map view', 'the location screen', 'geo display'),
  named('the document editor', 'the rich text field', 'collaborative writing'),
  named('the rate limiter', 'request throttling', 'the traffic guard'),
  named('the backup job', 'the snapshot task', 'disaster recovery copies'),
  named('the plugin loader', 'extensions', 'third-party add-ons'),
  named('the sync client', 'offline mode', 'the replication layer'),
  named('the PDF renderer', 'printing', 'document generation'),
  named('the inventory tracker', 'stock counts', 'the warehouse module'),
  named('the calendar integration', 'meeting invites', 'appointment syncing'),
  named('the load balancer', 'the ingress', 'the traffic router'),
];

const matter = (
  kind: Matter['kind'],
  values: readonly string[],
  statements: readonly string[],
  questions: readonly string[],
): Matter => ({ kind, values, statements, questions });

export const matters: readonly Matter[] = [
  matter(
    'decision',
    ['3 attempts', '5 attempts', '8 attempts', 'two attempts'],
    [
      '{s} gives up after {v} and parks the job',
      'we cap retries of {s} at {v}',
      'for {s}, no more than {v} before the dead letter queue',
    ],
    [
      'how often does {s} try again before it stops?',
      'after how many failures is work abandoned in {s}?',
      'what is the limit on repeating a failed operation in {s}?',
    ],
  ),
  matter(
    'decision',
    ['10 seconds', '30 seconds', '2 minutes', '45 seconds'],
    [
      'calls to {s} time out after {v}',
      'we set the timeout of {s} to {v}',
      'waiting longer than {v} for {s} counts as an error',
    ],
    [
      'how long do we wait for {s} before giving up?',
      'when is a slow response of {s} treated as failed?',
      'what is the maximum duration allowed for {s}?',
    ],
  ),
  matter(
    'decision',
    ['Postgres', 'SQLite', 'DynamoDB', 'MySQL'],
    [
      '{s} keeps its data in {v}',
      'we chose {v} to store the state of {s}',
      'rows of {s} live in {v} because operations knows it',
    ],
    [
      'which database does {s} use?',
      'where is the information of {s} persisted?',
      'what storage engine sits behind {s}?',
    ],
  ),
  matter(
    'fact',
    ['Mina', 'the platform team', 'Jonas', 'the growth squad', 'Priya'],
    ['{v} owns {s}', '{s} is maintained by {v}', 'questions about {s} go to {v}'],
    ['who is responsible for {s}?', 'whom do I ask when {s} breaks?', 'who looks after {s}?'],
  ),
  matter(
    'procedure',
    ['make seed', 'the seed script', 'npm run fixtures', 'the factory command'],
    [
      'before running {s} locally, fill it with {v}',
      'to try {s} on your machine, run {v} first',
      '{v} prepares sample data for {s}',
    ],
    [
      'how do I get test data for {s}?',
      'what must be executed to set up {s} for development?',
      'how is {s} populated on a laptop?',
    ],
  ),
  matter(
    'decision',
    ['every Monday', 'twice a week', 'on Thursdays', 'after each merge'],
    ['{s} is released {v}', 'we ship {s} {v}', '{v} a new version of {s} goes live'],
    [
      'when is {s} deployed?',
      'how frequently do updates of {s} reach production?',
      'what is the release schedule of {s}?',
    ],
  ),
  matter(
    'preference',
    ['snake_case', 'camelCase', 'kebab-case', 'PascalCase'],
    [
      'names in {s} are written in {v}',
      'please use {v} for identifiers of {s}',
      '{s} follows {v}, whatever the rest does',
    ],
    [
      'what is the naming convention in {s}?',
      'how should variables be spelled in {s}?',
      'which letter style do we want for {s}?',
    ],
  ),
  matter(
    'decision',
    ['30 days', '90 days', 'a year', '14 days'],
    ['logs of {s} are kept for {v}', 'we delete records of {s} after {v}', 'retention for {s} is {v}'],
    [
      'how long is history of {s} preserved?',
      'when are old entries of {s} removed?',
      'what is the data lifetime for {s}?',
    ],
  ),
  matter(
    'fact',
    [
      'a memory leak in the parser',
      'an expired certificate',
      'a missing index',
      'a race between two writers',
    ],
    ['the outage of {s} was caused by {v}', '{v} took {s} down', 'root cause for the incident in {s}: {v}'],
    ['why did {s} crash?', 'what broke {s}?', 'what was the reason for the downtime of {s}?'],
  ),
  matter(
    'preference',
    ['tabs', 'two spaces', 'four spaces'],
    ['{s} is indented with {v}', 'in {s} we indent by {v}', 'the formatter of {s} is set to {v}'],
    [
      'how is code laid out in {s}?',
      'what whitespace do we use in {s}?',
      'which indentation style applies to {s}?',
    ],
  ),
  matter(
    'decision',
    ['TypeScript', 'Go', 'Rust', 'Kotlin'],
    [
      '{s} is being rewritten in {v}',
      'new code for {s} is in {v}',
      'we picked {v} for {s} since the team knows it',
    ],
    [
      'what programming language is {s} built with?',
      'which language should I write {s} in?',
      'in what is {s} implemented?',
    ],
  ),
  matter(
    'decision',
    ['200 requests a second', '50 requests a second', '1,000 requests a minute', '10 calls per user'],
    ['{s} accepts at most {v}', 'we throttle {s} at {v}', 'the ceiling for {s} is {v}'],
    ['how much traffic may hit {s}?', 'what is the quota for {s}?', 'at what load does {s} start to refuse?'],
  ),
  matter(
    'procedure',
    [
      'ask for approval in the ops channel',
      'open a change ticket',
      'get two reviews',
      'tell the on-call engineer',
    ],
    [
      'before touching {s} in production, {v}',
      'changes to {s} need this first: {v}',
      'rule for {s}: {v} before you edit it live',
    ],
    [
      'what must I do prior to modifying {s}?',
      'which permission is required for {s}?',
      'how do I get a modification of {s} accepted?',
    ],
  ),
  matter(
    'fact',
    ['AWS', 'Google Cloud', 'our own rack', 'Azure'],
    ['{s} runs on {v}', 'the machines of {s} are at {v}', 'we host {s} with {v}'],
    ['where is {s} hosted?', 'which provider do we pay for {s}?', 'on whose servers does {s} live?'],
  ),
  matter(
    'decision',
    ['JSON', 'Protobuf', 'Avro', 'MessagePack'],
    ['{s} speaks {v}', 'payloads of {s} are encoded as {v}', 'we serialise messages of {s} with {v}'],
    [
      'what format does {s} exchange data in?',
      'how are objects put on the wire by {s}?',
      'which encoding is used for {s}?',
    ],
  ),
  matter(
    'decision',
    ['bcrypt', 'argon2', 'AES-256', 'ChaCha20'],
    [
      '{s} protects secrets with {v}',
      'we use {v} for encryption in {s}',
      'sensitive fields of {s} go through {v}',
    ],
    [
      'how is confidential data secured in {s}?',
      'what cipher or hash does {s} rely on?',
      'which crypto algorithm do we apply in {s}?',
    ],
  ),
  matter(
    'preference',
    ['no mocks', 'real databases', 'recorded responses', 'small fakes'],
    ['tests of {s} use {v}', 'when testing {s}, we want {v}', '{v} in the specs of {s}, please'],
    [
      'how should {s} be tested?',
      'what stands in for dependencies in checks of {s}?',
      'what is our testing style for {s}?',
    ],
  ),
  matter(
    'fact',
    ['port 8080', 'port 5433', 'port 9200', 'port 3000'],
    ['{s} listens on {v}', 'locally {s} is at {v}', 'reach {s} through {v}'],
    [
      'at what address does {s} answer?',
      'how do I connect to {s} on my machine?',
      'which socket does {s} open?',
    ],
  ),
  matter(
    'decision',
    ['a feature branch', 'trunk', 'the develop branch', 'a release branch'],
    ['work on {s} goes to {v}', 'we commit {s} on {v}', 'merge {s} into {v}'],
    [
      'to which branch do I push {s}?',
      'where in git does development of {s} happen?',
      'what is the target of pull requests for {s}?',
    ],
  ),
  matter(
    'decision',
    ['an LRU with 500 entries', 'a five-minute TTL', 'no caching at all', 'write-through caching'],
    ['{s} has {v}', 'for speed, {s} uses {v}', 'we settled on {v} in {s}'],
    [
      'how are results remembered in {s}?',
      'what is the cache policy of {s}?',
      'does {s} reuse earlier answers, and how?',
    ],
  ),
  matter(
    'fact',
    ['Datadog', 'Grafana', 'Sentry', 'CloudWatch'],
    ['alerts for {s} come from {v}', 'we watch {s} in {v}', 'errors of {s} are reported to {v}'],
    ['how do we monitor {s}?', 'where do I see failures of {s}?', 'which tool shows the health of {s}?'],
  ),
  matter(
    'decision',
    [
      'drop support for the old version',
      'keep the legacy path for a year',
      'hide it behind a flag',
      'remove it in the next major',
    ],
    ['regarding the deprecated mode of {s}: {v}', 'we agreed to {v} of {s}', '{s}: {v}, says the meeting'],
    [
      'what happens to obsolete behaviour in {s}?',
      'how do we phase out the previous generation of {s}?',
      'what was decided about backward compatibility of {s}?',
    ],
  ),
  matter(
    'preference',
    ['English only', 'short sentences', 'no abbreviations', 'examples first'],
    ['documentation of {s} should have {v}', 'when writing docs for {s}: {v}', 'readme rules of {s}: {v}'],
    [
      'how do we describe {s} in the handbook?',
      'what is the tone of the manual of {s}?',
      'which guidelines hold for explaining {s}?',
    ],
  ),
  matter(
    'fact',
    ['40 ms at the median', '2 seconds on a bad day', '300 ms at p99', 'half a second'],
    ['{s} answers in {v}', 'measured latency for {s}: {v}', 'we saw {v} for {s} in the load test'],
    ['how fast is {s}?', 'what is the response time of {s}?', 'how quickly does {s} react under load?'],
  ),
];

export const speakers = ['Mina', 'Jonas', 'Priya', 'Tom', 'Aiko', 'Lucia', 'Sven', 'Omar'] as const;

/** What people say around the facts: noise that shares words with questions and answers none. */
export const chatter: readonly string[] = [
  'spent the morning on {s} and got nowhere',
  'can we talk about {s} at the next planning?',
  'the review of {s} took longer than I thought',
  'nice work on {s}, everyone',
  'I am on holiday next week, so {s} has to wait',
  'the customer from Lyon asked about {s} again',
  'pairing on {s} with a new colleague this afternoon',
  'the slides about {s} are in the shared drive',
  'I would like to clean up {s} some day',
  'someone broke the build while touching {s}',
];
