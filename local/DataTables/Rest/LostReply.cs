using System.Diagnostics;
using System.Globalization;
using Azure.Core;
using Azure.Data.Tables.Entities;
using Azure.Data.Tables.Models;
using Azure.Storage;

namespace Azure.Data.Tables.Rest;

/// <summary>
/// Finds out whether a refused retry was refused only because an earlier try had succeeded.
/// </summary>
/// <remarks>
/// A try that ends with a cut connection, a timeout or a 5xx may have been executed. Its retry then meets its own traces: the row that
/// it inserted (409), the ETag that it changed (412), the row that it deleted (404). To report a conflict would be false: the caller
/// would look for a rival that does not exist. So before a retried write reports 404, 409 or 412, the rows are read back.
/// It was ours when everything that we asked for is there:
/// - an inserted or replaced row has exactly our properties, a merged one has all that we sent;
/// - each such row was last written after our first try began, by the service's own clock;
/// - each deleted row is gone;
/// - at least one row that we wrote is there with a value of ours. That rows are gone, or there without properties, says nothing about
///   whose work it was: two claimers that delete the same row must not both be told that they did.
/// All actions of a transaction must agree. One matching row is not proof: a rival may have done a part of the same work
/// (two dispatchers that claim overlapping sets of due rows), and our other actions would be lost.
/// What this cannot tell apart is a rival that wrote the very same values to the very same rows within those seconds; the table is
/// then as the caller wanted it. A caller for whom that matters writes a value of its own (an id, a random token) into the row.
/// Nor can it see a write of ours that a rival has overwritten since: that is reported as the conflict that it also is. A caller that must not
/// repeat its work then writes a row of its own in the same transaction and looks for it.
/// If the reading fails, its exception surfaces: the outcome is unknown, and neither success nor conflict would be true.
/// </remarks>
internal sealed class LostReply(TableEndpoint endpoint, string table)
{
    // The Date header counts whole seconds.
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(2);

    private const int ReadsAtOnce = 10;

    public enum Wanted
    {
        /// <summary>The row has exactly the written properties.</summary>
        Exactly,

        /// <summary>The row has the written properties, perhaps among others.</summary>
        AtLeast,

        /// <summary>There is no such row.</summary>
        Gone,
    }

    /// <param name="sent">How the request went.</param>
    /// <param name="refusal">The answer to the request, or to the action that failed in it.</param>
    public static bool MayBeFalse(Sent sent, Response refusal) =>
        sent.InDoubt
        && refusal.Status is 404 or 409 or 412
        && StorageErrors.CodeOf(refusal) is { } code
        && (code == TableErrorCode.EntityAlreadyExists || code == TableErrorCode.UpdateConditionNotSatisfied
            || code == TableErrorCode.ResourceNotFound || code == TableErrorCode.EntityNotFound);

    /// <summary>Answers as the lost reply would have been, in order; null when the conflict is real, or may be.</summary>
    public async Task<List<Response>?> RecoverAsync(Sent sent, IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        if (!writes.Any(write => write.Wanted != Wanted.Gone && Own(EntityReader.ReadOne<TableEntity>(write.Json.Span)).Any()))
        {
            return null;
        }

        var since = ServiceTimeOfFirstTry(sent);
        var answers = new List<Response>(writes.Count);
        foreach (var chunk in writes.Chunk(ReadsAtOnce))
        {
            var found = await Task.WhenAll(chunk.Select(write => CheckAsync(write, since, cancellationToken)));
            if (Array.Exists(found, answer => answer is null))
            {
                return null;
            }

            answers.AddRange(found!);
        }

        return answers;
    }

    /// <summary>From the service's own Date and our elapsed time, so that a wrong clock on this machine does no harm.</summary>
    private static DateTimeOffset ServiceTimeOfFirstTry(Sent sent)
    {
        var now = sent.Response.Headers.TryGetValue("Date", out var date) && DateTimeOffset.TryParse(date, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : DateTimeOffset.UtcNow;
        return now - Stopwatch.GetElapsedTime(sent.Start) - Slack;
    }

    private async Task<Response?> CheckAsync(Write write, DateTimeOffset since, CancellationToken cancellationToken)
    {
        using var message = endpoint.Request(RequestMethod.Get, Paths.Entity(table, write.PartitionKey, write.RowKey));
        var response = (await endpoint.SendAsync(message, cancellationToken)).Response;
        if (write.Wanted == Wanted.Gone)
        {
            return response.Status switch
            {
                404 => Answer(response, etag: null),
                200 => null,
                _ => throw StorageErrors.From(response),
            };
        }

        if (response.Status != 200)
        {
            return response.Status == 404 ? null : throw StorageErrors.From(response);
        }

        var stored = EntityReader.ReadOne<TableEntity>(response.Content.ToMemory().Span, Etag(response));
        var ours = stored.Timestamp >= since && Matches(write, stored);
        return ours ? Answer(response, stored.ETag.ToString()) : null;
    }

    private static bool Matches(Write write, TableEntity stored)
    {
        var written = EntityReader.ReadOne<TableEntity>(write.Json.Span);
        if (write.Wanted == Wanted.Exactly && Own(written).Count() != Own(stored).Count())
        {
            return false;
        }

        return Own(written).All(property => stored.TryGetValue(property.Key, out var value) && Same(property.Value, value));
    }

    private static IEnumerable<KeyValuePair<string, object>> Own(TableEntity entity) => entity.Where<KeyValuePair<string, object>>(p => !EntityRules.IsSystem(p.Key));

    private static bool Same(object written, object stored) =>
        written is byte[] a && stored is byte[] b ? a.AsSpan().SequenceEqual(b) : written.Equals(stored);

    private static string? Etag(Response response) => response.Headers.TryGetValue("ETag", out var etag) ? etag : null;

    private static PlainResponse Answer(Response read, string? etag)
    {
        var headers = read.Headers.Where(h => h.Name is "Date" or "x-ms-request-id" or "x-ms-client-request-id" or "x-ms-version").ToList();
        if (etag is not null)
        {
            headers.Add(new HttpHeader("ETag", etag));
        }

        return new PlainResponse(204, "No Content", headers, default);
    }

    /// <summary>What one action was to bring about.</summary>
    internal readonly record struct Write(string PartitionKey, string RowKey, Wanted Wanted, ReadOnlyMemory<byte> Json);
}
