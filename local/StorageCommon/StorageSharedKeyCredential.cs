namespace Azure.Storage;

/// <summary>Name and key of a storage account. The key can be rotated while clients use it.</summary>
public class StorageSharedKeyCredential
{
    public StorageSharedKeyCredential(string accountName, string accountKey) => Signer = new AccountKey(accountName, accountKey);

    public string AccountName => Signer.AccountName;

    internal AccountKey Signer { get; }

    public void SetAccountKey(string accountKey) => Signer.Set(accountKey);

    protected static string ComputeSasSignature(StorageSharedKeyCredential credential, string message)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return credential.Signer.Sign(message);
    }
}
