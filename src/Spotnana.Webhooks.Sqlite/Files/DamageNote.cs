using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Sqlite.Connections;

namespace Spotnana.Webhooks.Sqlite.Files;

/// <summary>
/// A file beside the database that says that SQLite found it damaged. Then a start checks the whole file first: one that only looks sound
/// would take deliveries, answer 200 and fail again.
/// </summary>
internal static class DamageNote
{
    public static void Write(string path, Exception failure)
    {
        try
        {
            PrivateFiles.Create(Of(path));
            File.WriteAllText(Of(path), failure.GetBaseException().Message);
        }
        catch (Exception second) when (second is IOException or UnauthorizedAccessException)
        {
            // The failure itself is told all the same.
        }
    }

    public static void Remove(string path) => File.Delete(Of(path));

    /// <exception cref="InboxStartException">The note is there, and the file is damaged.</exception>
    public static void Check(SqliteSession session, string path)
    {
        if (!File.Exists(Of(path)))
            return;
        if (session.FindDamage() is { } damage)
            throw new InboxStartException(
                $"The inbox file {path} is damaged: {damage.TrimEnd('.')}. {SqliteFailure.Fix(path)}. Nothing was deleted.");
        Remove(path);
    }

    private static string Of(string path) => path + ".damaged";
}
