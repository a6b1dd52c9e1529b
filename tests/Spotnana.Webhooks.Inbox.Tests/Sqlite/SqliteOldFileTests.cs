namespace Spotnana.Webhooks.Inbox.Tests.Sqlite;

/// <summary>A file that an older release made is used by the same rules.</summary>
public sealed class SqliteOldFileTests : SqliteInboxTests
{
    public override Task InitializeAsync()
    {
        OldFile.Create(Folder.File);
        return base.InitializeAsync();
    }
}
