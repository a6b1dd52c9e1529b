using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Spotnana.Webhooks.Inbox;
using Spotnana.Webhooks.Inbox.Keeping;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Sqlite;

/// <summary>Adds the SQLite engine.</summary>
public static class SqliteWebhooksBuilderExtensions
{
    private const string Section = "Inbox:Sqlite";

    /// <summary>
    /// Adds the engine <c>Sqlite</c>: one file for one process. The setting <c>Inbox:Sqlite:Path</c> is the path of the file; where it is
    /// missing or blank, the default of <see cref="SqliteInboxOptions.Path"/> holds.
    /// </summary>
    public static WebhooksBuilder AddSqliteInbox(this WebhooksBuilder webhooks)
    {
        ArgumentNullException.ThrowIfNull(webhooks);
        webhooks.Services.AddOptions<SqliteInboxOptions>().CheckShape(Section, SqliteInboxOptions.Shape)
            .Configure<IConfiguration>(Read).ValidateOnStart();
        return webhooks.AddInboxEngine(new InboxEngine("Sqlite", services => new SqliteInbox(
            services.GetRequiredService<IOptions<SqliteInboxOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILogger<SqliteInbox>>(),
            services.GetRequiredService<EncryptionKeys>())));
    }

    private static void Read(SqliteInboxOptions options, IConfiguration configuration)
    {
        if (configuration[$"{Section}:{nameof(options.Path)}"] is { } path && !string.IsNullOrWhiteSpace(path))
            options.Path = path;
    }
}
