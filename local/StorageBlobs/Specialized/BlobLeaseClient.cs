using System.Globalization;
using Azure.Core;
using Azure.Storage.Blobs.Models;

namespace Azure.Storage.Blobs.Specialized;

/// <summary>A lease on a blob or a container: while it runs, only requests with its id may change or delete it.</summary>
public class BlobLeaseClient
{
    /// <summary>For a lease that runs until it is released or broken.</summary>
    public static readonly TimeSpan InfiniteLeaseDuration = TimeSpan.FromSeconds(-1);

    private readonly BlobRest _rest;
    private readonly string? _restype;
    private readonly BlobBaseClient? _blob;
    private readonly BlobContainerClient? _container;
    private string _leaseId;

    /// <summary>For substitutes in tests.</summary>
    protected BlobLeaseClient()
    {
        _rest = null!;
        Uri = null!;
        _leaseId = null!;
    }

    /// <summary>Without an id it takes a random one, which then is used to acquire.</summary>
    public BlobLeaseClient(BlobBaseClient client, string? leaseId = null)
    {
        (_blob, _rest, Uri) = (client, client.Rest, client.Uri);
        _leaseId = leaseId ?? Guid.NewGuid().ToString();
    }

    public BlobLeaseClient(BlobContainerClient client, string? leaseId = null)
    {
        (_container, _rest, Uri, _restype) = (client, client.Rest, client.Uri, "container");
        _leaseId = leaseId ?? Guid.NewGuid().ToString();
    }

    public Uri Uri { get; }

    public virtual string LeaseId => _leaseId;

    protected virtual BlobBaseClient? BlobClient => _blob;

    protected virtual BlobContainerClient? BlobContainerClient => _container;

    /// <summary>
    /// 15 s to 60 s, or <see cref="InfiniteLeaseDuration"/>. Throws 409 LeaseAlreadyPresent when another id holds it; under the same id it starts anew,
    /// so an attempt whose answer was lost may be repeated.
    /// </summary>
    public virtual Task<Response<BlobLease>> AcquireAsync(TimeSpan duration, RequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        SendAsync("acquire", 201, conditions, cancellationToken, message =>
        {
            message.Request.Headers.SetValue("x-ms-lease-duration", Seconds(duration));
            message.Request.Headers.SetValue("x-ms-proposed-lease-id", LeaseId);
        });

    /// <summary>Starts the lease's time anew, also after it ran out if nobody took or changed the blob since.</summary>
    public virtual Task<Response<BlobLease>> RenewAsync(RequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        SendAsync("renew", 200, conditions, cancellationToken, Held);

    public virtual async Task<Response<ReleasedObjectInfo>> ReleaseAsync(RequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        var released = await SendAsync("release", 200, conditions, cancellationToken, Held).ConfigureAwait(false);
        return Response.FromValue(new ReleasedObjectInfo(released.Value.ETag, released.Value.LastModified), released.GetRawResponse());
    }

    public virtual async Task<Response<BlobLease>> ChangeAsync(string proposedId, RequestConditions? conditions = null, CancellationToken cancellationToken = default)
    {
        var changed = await SendAsync("change", 200, conditions, cancellationToken, message =>
        {
            Held(message);
            message.Request.Headers.SetValue("x-ms-proposed-lease-id", proposedId);
        }).ConfigureAwait(false);
        _leaseId = changed.Value.LeaseId;
        return changed;
    }

    /// <summary>Ends anybody's lease after 0 s to 60 s; null: when it would have ended, an infinite one at once.</summary>
    public virtual Task<Response<BlobLease>> BreakAsync(TimeSpan? breakPeriod = null, RequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
        SendAsync("break", 202, conditions, cancellationToken, message =>
            BlobRest.Add(message, "x-ms-lease-break-period", breakPeriod is { } period ? Seconds(period) : null));

    private static string Seconds(TimeSpan time) => ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private void Held(HttpMessage message) => message.Request.Headers.SetValue("x-ms-lease-id", LeaseId);

    private async Task<Response<BlobLease>> SendAsync(
        string action, int expected, RequestConditions? conditions, CancellationToken cancel, Action<HttpMessage> describe)
    {
        using var message = _rest.Request(RequestMethod.Put, Uri, "lease", _restype);
        message.Request.Headers.SetValue("x-ms-lease-action", action);
        BlobRest.AddConditions(message, conditions);
        describe(message);
        var response = await _rest.SendAsync(message, cancel, expected).ConfigureAwait(false);
        var lease = new BlobLease
        {
            ETag = response.ETag(),
            LastModified = response.Time("Last-Modified"),
            LeaseId = response.Header("x-ms-lease-id") ?? LeaseId,
            LeaseTime = response.Header("x-ms-lease-time") is { } left ? int.Parse(left, CultureInfo.InvariantCulture) : null,
        };
        return Response.FromValue(lease, response);
    }
}
