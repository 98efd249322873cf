using System.Text;

namespace AgentSched.Faults;

/// <summary>The service that a storage request is for.</summary>
public enum StorageService
{
    Blob,
    Queue,
    Table,
}

/// <summary>One storage request on its way from the app to Azurite.</summary>
public sealed class StorageRequest
{
    internal StorageRequest(long sequence, StorageService service, string method, string target, byte[] body)
    {
        (Sequence, Service, Method, Body) = (sequence, service, method, body);
        var question = target.IndexOf('?', StringComparison.Ordinal);
        (Path, Query) = question < 0 ? (target, "") : (target[..question], target[question..]);
        Kind = StorageRequestKind.Of(service, method, Path, Query);
    }

    /// <summary>1, 2, 3, … in the order of arrival, over all services and accounts of the proxy.</summary>
    public long Sequence { get; }

    public StorageService Service { get; }

    /// <summary>The HTTP method; for a table merge sent as POST with an override header still POST.</summary>
    public string Method { get; }

    /// <summary>The path as sent, escaped: <c>/devstoreaccount1/…</c>.</summary>
    public string Path { get; }

    /// <summary>The query as sent, with its question mark; empty without one.</summary>
    public string Query { get; }

    /// <summary>The body; empty also for one above 8 MiB, which streams through.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body as UTF-8 text.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Service and operation in words, such as <c>table batch</c>, <c>queue put</c>, <c>blob get</c>; see <see cref="StorageRequestKind"/>.</summary>
    public string Kind { get; }

    /// <summary>The account's name.</summary>
    public string Account => Segment(0);

    /// <summary>The table's, queue's or container's name; <c>$batch</c> for a batch, whose table stands in its body.</summary>
    public string Resource => Segment(1).Split('(')[0];

    /// <summary>What Azurite answered; null when the request did not reach it, or not yet.</summary>
    public int? ResponseStatus { get; internal set; }

    public override string ToString() => $"{Sequence} {Kind} {Method} {Path}{Query}";

    private string Segment(int number) => Path.Split('/', 4).ElementAtOrDefault(number + 1) ?? "";
}
