/**
 * Words that carry the question, not its subject. They are indexed, so that a question of nothing else still finds
 * something, and dropped from every other question: "the" is rare in code, so BM25 would take it for important.
 */
export const stopWords: ReadonlySet<string> = new Set(
  `a about above after again all also am an and any anybody anyone anything are as at be because been before being
  below between both but by can cannot could did do does doing done down during each either else ever every
  everything exactly few for from further give gives go goes going got had happen happens has have having he her
  here hers him his how however i if in instead into is it its itself just kind know let lets like likely look
  looking lot make makes many may maybe me mean means might mine more most much must my need needs neither no nor
  not now of off often on once one only onto or other our ours out over own part place please possible quite rather
  really responsible same say see seem seems shall she should show shows so some somehow someone something
  somewhere such sure take takes tell than that the their theirs them then there therefore these they thing things
  this those through thus to together too toward until up upon us use used using usually very via want wants was we
  well went were what whatever when where wherever whether which while who whole whom whose why will with within
  without work works would yet you your yours`.split(/\s+/),
);
