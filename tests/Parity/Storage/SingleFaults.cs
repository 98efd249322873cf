using AgentSched.Faults;
using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;

namespace AgentSched.Parity.Storage;

/// <summary>
/// Each operation under each single fault. Whatever happens before the work is done, or merely takes time, changes nothing. An answer that was
/// lost is no conflict either where the stored state proves whose work it is; where it cannot prove that, the caller hears how storage is now.
/// The originals report every conflict with a lost first try.
/// </summary>
[Trait("shows", "originals")]
public sealed class SingleFaults
{
    private static readonly TableEntity New = new("p", "r") { ["V"] = "new" };

    private static readonly Dictionary<string, SingleFaultOperation> Operations = new(StringComparer.Ordinal)
    {
        ["insert"] = new("table insert", s => s.WithTableAsync(row: false), s => s.Table.AddEntityAsync(New, s.Cancel), s => s.RowsAsync()),
        ["replace"] = new("table replace", s => s.WithTableAsync(), s => s.Table.UpdateEntityAsync(New, s.Tag, TableUpdateMode.Replace, s.Cancel), s => s.RowsAsync()),
        ["merge"] = new("table merge", s => s.WithTableAsync(), s => s.Table.UpdateEntityAsync(New, s.Tag, TableUpdateMode.Merge, s.Cancel), s => s.RowsAsync()),
        ["upsert"] = new("table merge", s => s.WithTableAsync(), s => s.Table.UpsertEntityAsync(New, TableUpdateMode.Merge, s.Cancel), s => s.RowsAsync()),
        ["delete"] = new("table delete", s => s.WithTableAsync(), async s => Expect(204, await s.Table.DeleteEntityAsync("p", "r", s.Tag, s.Cancel)), s => s.RowsAsync()),
        ["transaction"] = new("table batch", s => s.WithTableAsync(), s => s.Table.SubmitTransactionAsync([Delete(s), new(TableTransactionActionType.Add, new TableEntity("p", "q") { ["V"] = "new" })], s.Cancel), s => s.RowsAsync()),
        ["transaction of deletes"] = new("table batch", s => s.WithTableAsync(), s => s.Table.SubmitTransactionAsync([Delete(s)], s.Cancel), s => s.RowsAsync()),
        ["point read"] = new("table get", s => s.WithTableAsync(), s => s.Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: s.Cancel), s => s.RowsAsync()),
        ["query"] = new("table query", s => s.WithTableAsync(), async s => Assert.Single(await ListAsync(s)), s => s.RowsAsync()),
        ["table create"] = new("table create", _ => Task.CompletedTask, s => s.Table.CreateAsync(s.Cancel), s => s.RowsAsync()),
        ["table create if absent"] = new("table create", _ => Task.CompletedTask, s => s.Table.CreateIfNotExistsAsync(s.Cancel), s => s.RowsAsync()),
        ["put"] = new("queue put", s => s.DirectQueue.CreateAsync(cancellationToken: s.Cancel), s => s.Queue.SendMessageAsync("m", s.Cancel), s => s.CountAsync()),
        ["receive"] = new("queue get", s => s.WithMessageAsync(), async s => Expect(1, (await s.Queue.ReceiveMessagesAsync(2, TimeSpan.FromHours(1), s.Cancel)).Value.Length), s => s.CountAsync()),
        ["peek"] = new("queue peek", s => s.WithMessageAsync(), async s => Assert.NotNull((await s.Queue.PeekMessageAsync(s.Cancel)).Value), s => s.CountAsync()),
        ["update"] = new("queue update", s => s.WithReceivedAsync(), s => s.Queue.UpdateMessageAsync(s.Message.MessageId, s.Message.PopReceipt, "n", cancellationToken: s.Cancel), s => s.CountAsync()),
        ["delete message"] = new("queue delete", s => s.WithReceivedAsync(), s => s.Queue.DeleteMessageAsync(s.Message.MessageId, s.Message.PopReceipt, s.Cancel), s => s.CountAsync()),
        ["clear"] = new("queue clear", s => s.WithMessageAsync(), s => s.Queue.ClearMessagesAsync(s.Cancel), s => s.CountAsync()),
        ["queue create"] = new("queue create", _ => Task.CompletedTask, s => s.Queue.CreateAsync(cancellationToken: s.Cancel), s => s.CountAsync()),
        ["upload"] = new("blob put", s => s.WithContainerAsync(), s => s.Blob.UploadAsync(new BinaryData("new"), overwrite: true, s.Cancel), s => s.ContentAsync()),
        ["upload if absent"] = new("blob put", s => s.WithContainerAsync(blob: false), s => s.Blob.UploadAsync(new BinaryData("new"), s.Cancel), s => s.ContentAsync()),
        ["upload if unchanged"] = new("blob put", s => s.WithContainerAsync(), s => s.Blob.UploadAsync(new BinaryData("new"), Unchanged(s), s.Cancel), s => s.ContentAsync()),
        ["block"] = new("blob put block", s => s.WithContainerAsync(), s => s.Blob.UploadAsync(Large(), Unchanged(s), s.Cancel), s => s.ContentAsync()),
        ["commit"] = new("blob put block list", s => s.WithContainerAsync(), s => s.Blob.UploadAsync(Large(), Unchanged(s), s.Cancel), s => s.ContentAsync()),
        ["download"] = new("blob get", s => s.WithContainerAsync(), s => s.Blob.DownloadContentAsync(s.Cancel), s => s.ContentAsync()),
        ["delete blob"] = new("blob delete", s => s.WithContainerAsync(), s => s.Blob.DeleteAsync(cancellationToken: s.Cancel), s => s.ContentAsync()),
        ["lease"] = new("blob lease", s => s.WithContainerAsync(), s => s.Blob.GetBlobLeaseClient().AcquireAsync(TimeSpan.FromSeconds(15), cancellationToken: s.Cancel), s => s.ContentAsync()),
        ["container create"] = new("blob container create", _ => Task.CompletedTask, s => s.Container.CreateAsync(cancellationToken: s.Cancel), s => s.ContentAsync()),
    };

    private readonly AzuriteFixture _azurite;

    public SingleFaults(AzuriteFixture azurite)
    {
        StandIn.Only("the originals report conflicts with their own lost first tries");
        _azurite = azurite;
    }

    /// <summary>Operation; what is stored when it was done once; what the caller is told and what is stored when the answer was lost.</summary>
    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "insert", "r=new", "done", "r=new" },
        { "replace", "r=new", "done", "r=new" },
        { "merge", "r=new", "done", "r=new" },
        { "upsert", "r=new", "done", "r=new" },
        { "delete", "", "404", "" }, // nothing says who deleted it
        { "transaction", "q=new", "done", "q=new" },
        { "transaction of deletes", "", "404 ResourceNotFound", "" },
        { "point read", "r=old", "done", "r=old" },
        { "query", "r=old", "done", "r=old" },
        { "table create", "", "409 TableAlreadyExists", "" },
        { "table create if absent", "", "done", "" },
        { "put", "1", "done", "2" }, // readers must cope
        { "receive", "1", "0", "1" }, // hidden until its time
        { "peek", "1", "done", "1" },
        { "update", "1", "400 PopReceiptMismatch", "1" }, // the receipt went with the answer
        { "delete message", "0", "404 MessageNotFound", "0" },
        { "clear", "0", "done", "0" },
        { "queue create", "0", "done", "0" },
        { "upload", "new", "done", "new" },
        { "upload if absent", "new", "done", "new" },
        { "upload if unchanged", "new", "done", "new" },
        { "block", "large", "done", "large" },
        { "commit", "large", "done", "large" },
        { "download", "old", "done", "old" },
        { "delete blob", "gone", "404 BlobNotFound", "gone" },
        { "lease", "old", "done", "old" },
        { "container create", "gone", "409 ContainerAlreadyExists", "gone" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_single_fault_has_one_outcome(string operation, string once, string told, string stored)
    {
        await using var network = await FaultyNetwork.StartAsync(_azurite);
        foreach (var (fault, verdict) in new (string, ProxyVerdict)[]
        {
            ("500", ProxyVerdict.Fail(500, "InternalError")),
            ("503", ProxyVerdict.Fail(503, "ServerBusy", TimeSpan.FromMilliseconds(20))),
            ("reset", ProxyVerdict.Reset),
            ("delay", ProxyVerdict.Delay(TimeSpan.FromMilliseconds(20))),
        })
            Assert.Equal((fault, "done", once), (fault, await RunAsync(network, operation, verdict, retried: fault != "delay"), await LookAsync()));

        Assert.Equal(("lost", told, stored), ("lost", await RunAsync(network, operation, ProxyVerdict.LoseResponse, retried: true), await LookAsync()));

        // The first attempt is carried out when the second has been answered: only a message is then there twice.
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        network.Proxy.After = request =>
        {
            answered.TrySetResult();
            return Task.CompletedTask;
        };
        var late = await RunAsync(network, operation, ProxyVerdict.Late.HeldUntil(answered.Task), retried: true);
        while (network.Proxy.InFlight > 0)
            await Task.Delay(5, TestContext.Current.CancellationToken);
        Assert.Equal(("late", "done", operation == "put" ? "2" : once), ("late", late, await LookAsync()));
    }

    private FaultStage _stage = null!;

    private static void Expect(int status, Response response) => Expect(status, response.Status);

    private static void Expect(int expected, int actual)
    {
        if (actual != expected)
            throw new RequestFailedException(actual, "The call returned this.");
    }

    private static TableTransactionAction Delete(FaultStage stage) => new(TableTransactionActionType.Delete, new TableEntity("p", "r"), stage.Tag);

    private static BlobUploadOptions Unchanged(FaultStage stage) => new() { Conditions = new BlobRequestConditions { IfMatch = stage.Tag } };

    private static MemoryStream Large() => new(new byte[(4 * 1024 * 1024) + 1]);

    private static async Task<List<TableEntity>> ListAsync(FaultStage stage)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in stage.Table.QueryAsync<TableEntity>(cancellationToken: stage.Cancel))
            rows.Add(row);
        return rows;
    }

    private Task<string> LookAsync() => Operations[_operation].Look(_stage);

    private string _operation = "";

    /// <summary>The outcome, with the fault at the first request of the operation's kind.</summary>
    private async Task<string> RunAsync(FaultyNetwork network, string operation, ProxyVerdict verdict, bool retried)
    {
        var what = Operations[_operation = operation];
        _stage = new FaultStage(network, TestContext.Current.CancellationToken);
        await what.Prepare(_stage);
        network.Proxy.ClearRequests();
        var left = 1;
        network.Proxy.Decide = request => request.Kind == what.Kind && Interlocked.Decrement(ref left) == 0 ? verdict : ProxyVerdict.Forward;
        var told = "done";
        try
        {
            await what.Act(_stage);
        }
        catch (RequestFailedException e)
        {
            told = $"{e.Status} {e.ErrorCode}".Trim();
        }

        Assert.True(left <= 0, "the fault did not happen");
        Assert.True(!retried || network.Proxy.Requests.Count(r => r.Kind == what.Kind) > 1, "there was no second attempt");
        return told;
    }
}
