namespace AgentSched.Faults;

/// <summary>What becomes of a request: forwarded, refused, cut before or after Azurite saw it, or carried out after the app gave up; at once or later.</summary>
public sealed class ProxyVerdict
{
    private readonly Func<CancellationToken, Task>? _wait;

    private ProxyVerdict(ProxyAction action, int status = 0, string code = "", TimeSpan? retryAfter = null, Func<CancellationToken, Task>? wait = null) =>
        (Action, Status, Code, RetryAfter, _wait) = (action, status, code, retryAfter, wait);

    /// <summary>Goes to Azurite, and its answer to the app.</summary>
    public static ProxyVerdict Forward { get; } = new(ProxyAction.Forward);

    /// <summary>Azurite never sees it; the app's connection is cut.</summary>
    public static ProxyVerdict Reset { get; } = new(ProxyAction.Reset);

    /// <summary>Azurite does it; the app's connection is cut in place of the answer.</summary>
    public static ProxyVerdict LoseResponse { get; } = new(ProxyAction.LoseResponse);

    /// <summary>
    /// The app's connection is cut at once, and only then Azurite gets the request: it and the app's next attempt are both delivered, in either
    /// order. A body above 8 MiB is not kept, so such a request is lost.
    /// </summary>
    public static ProxyVerdict Late { get; } = new(ProxyAction.Late);

    internal ProxyAction Action { get; }

    internal int Status { get; }

    internal string Code { get; }

    internal TimeSpan? RetryAfter { get; }

    /// <summary>Azurite never sees it; the app gets this error as the service would write it.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="code">The storage error code, such as <c>ServerBusy</c>.</param>
    /// <param name="retryAfter">Told as <c>Retry-After</c> in whole seconds; below one second as <c>x-ms-retry-after-ms</c>. Null says nothing.</param>
    public static ProxyVerdict Fail(int status, string code, TimeSpan? retryAfter = null) => new(ProxyAction.Fail, status, code, retryAfter);

    /// <summary>Forwarded after this time.</summary>
    public static ProxyVerdict Delay(TimeSpan time) => Forward.Delayed(time);

    /// <summary>Forwarded when the task ends.</summary>
    public static ProxyVerdict Hold(Task released) => Forward.HeldUntil(released);

    /// <summary>This verdict, after this time.</summary>
    public ProxyVerdict Delayed(TimeSpan time) => new(Action, Status, Code, RetryAfter, cancel => Task.Delay(time, cancel));

    /// <summary>This verdict, when the task ends.</summary>
    public ProxyVerdict HeldUntil(Task released) => new(Action, Status, Code, RetryAfter, released.WaitAsync);

    internal Task WaitAsync(CancellationToken cancel) => _wait?.Invoke(cancel) ?? Task.CompletedTask;
}

internal enum ProxyAction
{
    Forward,
    Fail,
    Reset,
    LoseResponse,
    Late,
}
