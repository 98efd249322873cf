using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Base;

/// <summary>
/// Spans. A run has a trace of its own, whose id follows from the run's: who knows the run finds its trace, and all its attempts share it.
/// One tick sends many runs and one message many of them, so these have traces of theirs, and a run's first span links to them.
/// </summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(TelemetryNames.Source);

    /// <summary>The trace of a run, in 32 hexadecimal digits.</summary>
    public static ActivityTraceId IdOf(string run)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(run), hash);
        return ActivityTraceId.CreateFromBytes(hash[..16]);
    }

    /// <summary>A span of a run, in the run's trace. Null: nobody listens.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="parent">A <c>traceparent</c> of the run's trace. Null: this is the first of its trace.</param>
    /// <param name="cause">The span of another trace that brought it about. Null: none.</param>
    /// <param name="kind">Whether it calls others.</param>
    public static Activity? OfRun(string name, string run, string? parent = null, Activity? cause = null, ActivityKind kind = ActivityKind.Internal)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var context = ActivityContext.TryParse(parent, null, isRemote: true, out var known) ? known : Root(run);
        var links = cause is null ? null : new[] { new ActivityLink(cause.Context) };
        var span = Source.StartActivity(name, kind, context, links: links);
        span?.SetTag(Dimensions.RunId, run);
        return span;
    }

    /// <summary>Writes the first span of a run's trace, with a link to what brought it about.</summary>
    /// <returns>Its <c>traceparent</c>. Null: nobody listens.</returns>
    public static string? Begin(string run, Activity? cause)
    {
        using var first = OfRun("start run", run, cause: cause);
        return first?.Id;
    }

    /// <summary>A span that goes on with what a message carried. Null: nobody listens.</summary>
    public static Activity? OfMessage(string name, string? traceParent) =>
        Source.StartActivity(name, ActivityKind.Consumer, ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default);

    /// <summary>The <c>traceparent</c> of a call: of its span; where nobody listens, of whatever goes on here; else one of the run's trace that says that nobody keeps it.</summary>
    public static string ParentOf(Activity? call, string run, int attempt) => (call ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : string.Create(
        CultureInfo.InvariantCulture, $"00-{IdOf(run).ToHexString()}-{SpanIdOf($"{run}/{attempt}").ToHexString()}-00");

    /// <summary>What the first span of a run hangs on; nobody writes that one.</summary>
    private static ActivityContext Root(string run) => new(IdOf(run), SpanIdOf(run), ActivityTraceFlags.Recorded, isRemote: true);

    private static ActivitySpanId SpanIdOf(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return ActivitySpanId.CreateFromBytes(hash[..8]);
    }
}
