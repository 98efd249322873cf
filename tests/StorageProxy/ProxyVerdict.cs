namespace AgentSched.Faults;

/// <summary>What becomes of a request: forwarded, refused, cut before or after Azurite saw it, or carried out after the app gave up; at once or later.</summary>
public sealed record ProxyVerdict
{
    /// <summary>Goes to Azurite, and its answer to the app.</summary>
    public static ProxyVerdict Forward { get; } = new();

    /// <summary>Azurite never sees it; the app's connection is cut.</summary>
    public static ProxyVerdict Reset { get; } = new() { Action = ProxyAction.Reset };

    /// <summary>Azurite does it; the app's connection is cut in place of the answer.</summary>
    public static ProxyVerdict LoseResponse { get; } = new() { Action = ProxyAction.LoseResponse };

    /// <summary>
    /// The app's connection is cut at once, and only then Azurite gets the request: it and the app's next attempt are both delivered, in either
    /// order. A body above 8 MiB is not kept, so such a request is lost.
    /// </summary>
    public static ProxyVerdict Late { get; } = new() { Action = ProxyAction.Late };

    internal ProxyAction Action { get; private init; }

    internal int Status { get; private init; }

    internal string Code { get; private init; } = "";

    internal TimeSpan? RetryAfter { get; private init; }

    internal TimeSpan Wait { get; private init; }

    /// <summary>Azurite never sees it; the app gets this error as the service would write it.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="code">The storage error code, such as <c>ServerBusy</c>.</param>
    /// <param name="retryAfter">Told as <c>Retry-After</c> in whole seconds; below one second as <c>x-ms-retry-after-ms</c>. Null says nothing.</param>
    public static ProxyVerdict Fail(int status, string code, TimeSpan? retryAfter = null) => new() { Action = ProxyAction.Fail, Status = status, Code = code, RetryAfter = retryAfter };

    /// <summary>Forwarded after this time.</summary>
    public static ProxyVerdict Delay(TimeSpan time) => Forward.Delayed(time);

    /// <summary>This verdict, after this time.</summary>
    public ProxyVerdict Delayed(TimeSpan time) => this with { Wait = time };
}

internal enum ProxyAction
{
    Forward,
    Fail,
    Reset,
    LoseResponse,
    Late,
}
