using AgentSched.Model.Runs;
using AgentSched.Storage.Account;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AgentSched.Bench;

/// <summary>Each blob has its run, and each run that says that it has one its blob.</summary>
internal static class BlobCheck
{
    public static async Task<ChaosAudit> LookAsync(string storage, IReadOnlyList<Run> runs)
    {
        var blobs = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var blob in new BlobContainerClient(storage, StorageClients.LogContainer).GetBlobsAsync(new GetBlobsOptions()))
        {
            blobs.Add(blob.Name);
        }

        var said = runs.SelectMany(Names).ToHashSet(StringComparer.Ordinal);
        var folders = runs.Select(Folder).ToHashSet(StringComparer.Ordinal);
        var missing = said.Except(blobs, StringComparer.Ordinal).Select(name => $"blob {name} is not there, and its run says it is").ToList();
        var orphans = blobs.Where(name => !folders.Contains(name[..(name.LastIndexOf('/') + 1)])).Select(name => $"blob {name} has no run").ToList();
        return new ChaosAudit(
            [
                ("blobs", blobs.Count),
                ("**blobs that a run says it has, and are not there**", missing.Count),
                ("**blobs without a run**", orphans.Count),
                ("blobs of runs that ended otherwise (a call of before a crash, or taken back meanwhile)", blobs.Except(said, StringComparer.Ordinal).Count() - orphans.Count),
            ],
            [.. missing, .. orphans]);
    }

    private static IEnumerable<string> Names(Run run)
    {
        if (run is { HasLog: true, SmallLog: null }) // else it is in the record
        {
            yield return $"{Folder(run)}log.json.gz";
        }

        if (run.ResponseCut)
        {
            yield return $"{Folder(run)}response.txt.gz";
        }
    }

    private static string Folder(Run run) => $"{run.Tenant}/{run.Agent}/{run.Id}/";
}
