namespace AgentSched.Faults;

/// <summary>What becomes of a request: forwarded, refused, cut before or after Azurite saw it; at once or later.</summary>
public sealed class ProxyVerdict
{
    private readonly Func<CancellationToken, Task>? _wait;

    private ProxyVerdict(ProxyAction action, int status = 0, string code = "", Func<CancellationToken, Task>? wait = null) =>
        (Action, Status, Code, _wait) = (action, status, code, wait);

    /// <summary>Goes to Azurite, and its answer to the app.</summary>
    public static ProxyVerdict Forward { get; } = new(ProxyAction.Forward);

    /// <summary>Azurite never sees it; the app's connection is cut.</summary>
    public static ProxyVerdict Reset { get; } = new(ProxyAction.Reset);

    /// <summary>Azurite does it; the app's connection is cut in place of the answer.</summary>
    public static ProxyVerdict LoseResponse { get; } = new(ProxyAction.LoseResponse);

    internal ProxyAction Action { get; }

    internal int Status { get; }

    internal string Code { get; }

    /// <summary>Azurite never sees it; the app gets this error as the service would write it.</summary>
    /// <param name="status">The HTTP status, such as 503.</param>
    /// <param name="code">The storage error code, such as <c>ServerBusy</c>.</param>
    public static ProxyVerdict Fail(int status, string code) => new(ProxyAction.Fail, status, code);

    /// <summary>Forwarded after this time.</summary>
    public static ProxyVerdict Delay(TimeSpan time) => Forward.Delayed(time);

    /// <summary>Forwarded when the task ends.</summary>
    public static ProxyVerdict Hold(Task released) => Forward.HeldUntil(released);

    /// <summary>This verdict, after this time.</summary>
    public ProxyVerdict Delayed(TimeSpan time) => new(Action, Status, Code, cancel => Task.Delay(time, cancel));

    /// <summary>This verdict, when the task ends.</summary>
    public ProxyVerdict HeldUntil(Task released) => new(Action, Status, Code, released.WaitAsync);

    internal Task WaitAsync(CancellationToken cancel) => _wait?.Invoke(cancel) ?? Task.CompletedTask;
}

internal enum ProxyAction
{
    Forward,
    Fail,
    Reset,
    LoseResponse,
}
