using AgentSched.Faults;

namespace AgentSched.Tests.Support;

public sealed class StorageRequestKindTests
{
    [Theory]
    [InlineData(StorageService.Table, "POST", "/a/$batch", "table batch")]
    [InlineData(StorageService.Table, "POST", "/a/Tables", "table create")]
    [InlineData(StorageService.Table, "DELETE", "/a/Tables('T')", "table drop")]
    [InlineData(StorageService.Table, "PATCH", "/a/T(PartitionKey='p',RowKey='r')", "table merge")]
    [InlineData(StorageService.Table, "PUT", "/a/T(PartitionKey='p',RowKey='r')", "table replace")]
    [InlineData(StorageService.Queue, "PUT", "/a/q", "queue create")]
    [InlineData(StorageService.Queue, "DELETE", "/a/q/messages/1?popreceipt=x", "queue delete")]
    [InlineData(StorageService.Queue, "GET", "/a/q/messages?peekonly=true", "queue peek")]
    [InlineData(StorageService.Queue, "GET", "/a/q?comp=metadata", "queue properties")]
    [InlineData(StorageService.Blob, "PUT", "/a/c?restype=container", "blob container create")]
    [InlineData(StorageService.Blob, "PUT", "/a/c/b?comp=lease", "blob lease")]
    [InlineData(StorageService.Blob, "PUT", "/a/c/b?comp=blocklist", "blob put block list")]
    public void Kinds_follow_from_method_and_target(StorageService service, string method, string target, string expected)
    {
        var question = target.Split('?');
        Assert.Equal(expected, StorageRequestKind.Of(service, method, question[0], question.Length > 1 ? $"?{question[1]}" : ""));
    }
}
