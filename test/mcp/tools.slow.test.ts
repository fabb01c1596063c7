import { connectModern, describeTools } from './toolFacts.ts';

// The other ways in which a client may open a connection; one of each era is among the quick tests.
describeTools('the 2.x client in the 2025 era', connectModern('legacy'));
describeTools('the 2.x client that negotiates', connectModern('auto'));
