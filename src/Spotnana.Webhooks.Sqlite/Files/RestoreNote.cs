using Spotnana.Webhooks.Inbox;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>A file beside the database that is there while a restore moves files: if it stays, the restore was interrupted.</summary>
internal static class RestoreNote
{
    public static void Write(string path) => PrivateFiles.Create(Of(path));

    public static void Remove(string path) => File.Delete(Of(path));

    /// <exception cref="InboxStartException">A restore was interrupted.</exception>
    public static void Check(string path)
    {
        if (File.Exists(Of(path)))
            throw new InboxStartException(
                $"A restore of {path} was interrupted. Run it again: spotnana-webhooks inbox restore BACKUP --sqlite '{path}'. "
                + "Nothing was changed.");
    }

    private static string Of(string path) => path + ".restore-unfinished";
}
