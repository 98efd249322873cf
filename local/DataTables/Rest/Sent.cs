namespace Azure.Data.Tables.Rest;

/// <summary>The answer to a request.</summary>
/// <param name="Response">The last try's answer.</param>
/// <param name="Start">Stopwatch time just before the first try.</param>
/// <param name="InDoubt">A try ended without an answer, or with one that leaves open whether it was executed.</param>
internal readonly record struct Sent(Response Response, long Start, bool InDoubt);
