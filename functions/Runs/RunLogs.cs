using System.IO.Compression;
using System.Text;
using AgentSched.Agents;
using AgentSched.Storage;
using Azure;
using Azure.Storage.Blobs.Models;

namespace AgentSched.Runs;

/// <summary>What of an answer goes into the record, and whether blobs hold more.</summary>
internal sealed record KeptAnswer(AgentAnswer? Answer, bool ResponseCut, bool HasLog);

/// <summary>Long texts of runs, as gzip blobs: <c>main/alice/{runId}/log.json.gz</c> and <c>…/response.txt.gz</c>.</summary>
public sealed class RunLogs(StorageClients clients)
{
    /// <summary>
    /// Stores the log, and the response where it is longer than the record holds. Comes before the record, so that a record
    /// never points to nothing; a repeated call overwrites.
    /// </summary>
    internal async Task<KeptAnswer> KeepAsync(Run run, AgentAnswer? answer, CancellationToken cancel)
    {
        if (answer is null)
        {
            return new KeptAnswer(Answer: null, ResponseCut: false, HasLog: false);
        }

        if (answer.Log is { } log)
        {
            await UploadAsync(LogName(run), log, "application/json", cancel);
        }

        var cut = RunRow.Cut(answer.Response, Run.ResponseLength);
        var isCut = cut?.Length < answer.Response?.Length;
        if (isCut)
        {
            await UploadAsync(ResponseName(run), Encoding.UTF8.GetBytes(answer.Response!), "text/plain; charset=utf-8", cancel);
        }

        return new KeptAnswer(answer with { Response = cut, Log = null }, isCut, answer.Log is not null);
    }

    /// <summary>The log as stored: gzip. Null: there is none.</summary>
    internal Task<Stream?> OpenLogAsync(Run run, CancellationToken cancel) => OpenAsync(LogName(run), cancel);

    /// <summary>The whole response as stored: gzip. Null: the record holds all of it.</summary>
    internal Task<Stream?> OpenResponseAsync(Run run, CancellationToken cancel) => OpenAsync(ResponseName(run), cancel);

    /// <summary>Removes what a run left in blobs. Safe to repeat.</summary>
    internal async Task DeleteAsync(Run run, CancellationToken cancel)
    {
        if (run.HasLog)
        {
            await clients.Logs.DeleteBlobIfExistsAsync(LogName(run), cancellationToken: cancel);
        }

        if (run.ResponseCut)
        {
            await clients.Logs.DeleteBlobIfExistsAsync(ResponseName(run), cancellationToken: cancel);
        }
    }

    private async Task<Stream?> OpenAsync(string name, CancellationToken cancel)
    {
        try
        {
            var download = await clients.Logs.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancel);
            return download.Value.Content;
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            return null;
        }
    }

    private async Task UploadAsync(string name, byte[] content, string type, CancellationToken cancel)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(content, cancel);
        }

        packed.Position = 0;
        var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = type, ContentEncoding = "gzip" } };
        await clients.Logs.GetBlobClient(name).UploadAsync(packed, options, cancel);
    }

    private static string LogName(Run run) => $"{run.Tenant}/{run.Agent}/{run.Id}/log.json.gz";

    private static string ResponseName(Run run) => $"{run.Tenant}/{run.Agent}/{run.Id}/response.txt.gz";
}
