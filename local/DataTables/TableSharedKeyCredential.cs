using Azure.Storage;

namespace Azure.Data.Tables;

/// <summary>Name and key of a storage account. The key can be rotated while clients use it.</summary>
public class TableSharedKeyCredential
{
    public TableSharedKeyCredential(string accountName, string accountKey) => Signer = new AccountKey(accountName, accountKey);

    public string AccountName => Signer.AccountName;

    internal AccountKey Signer { get; }

    public void SetAccountKey(string accountKey) => Signer.Set(accountKey);
}
