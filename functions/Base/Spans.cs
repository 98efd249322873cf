using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AgentSched.Base;

/// <summary>
/// Creates spans. Each run has its own trace, whose id is derived from the run id, so that all attempts share one trace and the run id leads to it.
/// A tick or a message concerns many runs and therefore has a separate trace; a run's first span links to it.
/// </summary>
internal static class Spans
{
    public static readonly ActivitySource Source = new(TelemetryNames.Source);

    /// <summary>Derives the trace id of a run: 32 hexadecimal digits.</summary>
    public static ActivityTraceId IdOf(string run)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(run), hash);
        return ActivityTraceId.CreateFromBytes(hash[..16]);
    }

    /// <summary>Starts a span in the run's trace. Null: there is no listener.</summary>
    /// <param name="name">The operation.</param>
    /// <param name="run">The run's id.</param>
    /// <param name="parent">A <c>traceparent</c> of the run's trace. Null: this is the first span of the trace.</param>
    /// <param name="cause">The span of another trace that caused this one. Null: none.</param>
    /// <param name="kind">The kind of span, for example client for a call of another system.</param>
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

    /// <summary>Writes the first span of a run's trace, with a link to its cause.</summary>
    /// <returns>Its <c>traceparent</c>. Null: there is no listener.</returns>
    public static string? Begin(string run, Activity? cause)
    {
        using var first = OfRun("start run", run, cause: cause);
        return first?.Id;
    }

    /// <summary>Starts a span that continues the trace carried by a message. Null: there is no listener.</summary>
    public static Activity? OfMessage(string name, string? traceParent) =>
        Source.StartActivity(name, ActivityKind.Consumer, ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : default);

    /// <summary>The <c>traceparent</c> of a call: that of its span; without a span, that of the current activity; without either, an unsampled one in the run's trace.</summary>
    public static string ParentOf(Activity? call, string run, int attempt) => (call ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } ? id : string.Create(
        CultureInfo.InvariantCulture, $"00-{IdOf(run).ToHexString()}-{SpanIdOf($"{run}/{attempt}").ToHexString()}-00");

    /// <summary>Parent of a run's first span; it is never recorded itself.</summary>
    private static ActivityContext Root(string run) => new(IdOf(run), SpanIdOf(run), ActivityTraceFlags.Recorded, isRemote: true);

    private static ActivitySpanId SpanIdOf(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return ActivitySpanId.CreateFromBytes(hash[..8]);
    }
}
