using System.Buffers;
using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.Storage.Runs;

/// <summary>
/// Stores long texts of runs as gzip: a log of up to 16 KiB in the run's record, where it costs no extra request; all else in blobs,
/// <c>main/alice/{runId}/log.json.gz</c> and <c>…/response.txt.gz</c>.
/// </summary>
public sealed class RunLogs(StorageClients clients)
{
    private const int Block = 256 * 1024;

    /// <summary>Maximum bytes of a log in the record; a column may have 64 KiB.</summary>
    private const int MostInRecord = 16 * 1024;

    /// <summary>
    /// Stores the log, and the response if it is too long for the record. Called before the record is written, so that a record
    /// never refers to a missing blob; a repeated call overwrites.
    /// </summary>
    internal async Task<KeptAnswer> KeepAsync(Run run, AgentAnswer? answer, CancellationToken cancel)
    {
        if (answer is null)
        {
            return new KeptAnswer(Answer: null, ResponseCut: false, HasLog: false);
        }

        byte[]? small = null;
        if (answer.Log is { } log)
        {
            var packed = log.Reopen();
            if (packed.Length <= MostInRecord)
            {
                small = new byte[packed.Length];
                await packed.ReadExactlyAsync(small, cancel);
            }
            else
            {
                await UploadAsync(LogName(run), packed, "application/json", cancel);
            }
        }

        if (answer.WholeResponse is { } whole)
        {
            await UploadAsync(ResponseName(run), whole.Reopen(), "text/plain; charset=utf-8", cancel);
        }

        return new KeptAnswer(answer with { Log = null, WholeResponse = null }, answer.WholeResponse is not null, answer.Log is not null, small);
    }

    /// <summary>The log as stored: gzip. Null: there is none.</summary>
    /// <param name="run">The whole record.</param>
    /// <param name="cancel">Cancels the call.</param>
    internal async Task<Stream?> OpenLogAsync(Run run, CancellationToken cancel) =>
        run.SmallLog is { } small ? new MemoryStream(small, writable: false) : await OpenAsync(LogName(run), cancel);

    /// <summary>The whole response as stored: gzip. Null: the record holds all of it.</summary>
    internal Task<Stream?> OpenResponseAsync(Run run, CancellationToken cancel) => OpenAsync(ResponseName(run), cancel);

    /// <summary>Deletes a run's blobs. Safe to repeat.</summary>
    internal async Task DeleteAsync(Run run, CancellationToken cancel)
    {
        if (run is { HasLog: true, SmallLog: null })
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

    /// <summary>Uploads a small text in one request, a larger one in blocks, so that no upload buffers more than a block.</summary>
    private async Task UploadAsync(string name, Stream packed, string type, CancellationToken cancel)
    {
        var headers = new BlobHttpHeaders { ContentType = type, ContentEncoding = "gzip" };
        if (packed.Length <= Block)
        {
            await clients.Logs.GetBlobClient(name).UploadAsync(packed, new BlobUploadOptions { HttpHeaders = headers }, cancel);
            return;
        }

        var (blob, writer, ids) = (clients.Logs.GetBlockBlobClient(name), Guid.NewGuid(), new List<string>());
        var buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            for (int read; (read = await packed.ReadAtLeastAsync(buffer.AsMemory(0, Block), Block, throwOnEndOfStream: false, cancel)) > 0;)
            {
                // Each block id contains the writer's id: a concurrent writer of the same answer must not mix its blocks with these.
                var id = Convert.ToBase64String([.. writer.ToByteArray(), .. BitConverter.GetBytes(ids.Count)]);
                using var block = new MemoryStream(buffer, 0, read, writable: false);
                await blob.StageBlockAsync(id, block, cancellationToken: cancel);
                ids.Add(id);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await blob.CommitBlockListAsync(ids, new CommitBlockListOptions { HttpHeaders = headers }, cancel);
    }

    private static string LogName(Run run) => $"{run.Tenant}/{run.Agent}/{run.Id}/log.json.gz";

    private static string ResponseName(Run run) => $"{run.Tenant}/{run.Agent}/{run.Id}/response.txt.gz";
}
