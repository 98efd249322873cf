namespace AgentSched.Tests.Api.OpenApi;

/// <summary>Requests that know nothing of each other, a few at a time.</summary>
internal static class SideBySide
{
    public static Task EachAsync<T>(IEnumerable<T> requests, Func<T, Task> send) => Parallel.ForEachAsync(
        requests, new ParallelOptions { MaxDegreeOfParallelism = 6, CancellationToken = TestContext.Current.CancellationToken }, async (request, _) => await send(request));
}
