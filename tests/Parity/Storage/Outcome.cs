using Azure;

namespace AgentSched.Parity.Storage;

/// <summary>What a call told its caller.</summary>
internal enum Outcome
{
    Done,

    /// <summary>Refused because of what is stored: somebody else was there.</summary>
    Conflict,

    /// <summary>Storage could not be reached, or not to the end: done or not done, but never half.</summary>
    Unknown,
}

internal static class Outcomes
{
    /// <summary>Any other error is the test's.</summary>
    public static async Task<Outcome> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return Outcome.Done;
        }
        catch (RequestFailedException e) when (e.Status is 404 or 409 or 412 || string.Equals(e.ErrorCode, "PopReceiptMismatch", StringComparison.Ordinal))
        {
            return Outcome.Conflict;
        }
        catch (RequestFailedException e) when (e.Status is 0 or 500 or 503)
        {
            return Outcome.Unknown;
        }
        catch (AggregateException e) when (e.InnerExceptions.All(inner => inner is RequestFailedException { Status: 0 or 500 or 503 }))
        {
            return Outcome.Unknown;
        }
    }

    /// <summary>The value, or null when reading failed.</summary>
    public static async Task<T?> ReadAsync<T>(Func<Task<T>> read)
        where T : class
    {
        T? value = null;
        var outcome = await OfAsync(async () => value = await read());
        Assert.NotEqual(Outcome.Conflict, outcome);
        return value;
    }
}
