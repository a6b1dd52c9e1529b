using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Spotnana.Webhooks.Management.Access;

namespace Spotnana.Webhooks.Management.Api;

/// <summary>Writes a line for each reading of a payload and each change, in the log category <c>Audit</c>.</summary>
internal sealed partial class AuditLog(ILoggerFactory loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger("Audit");

    /// <param name="context">The call: the name of its key stands first in the line.</param>
    /// <param name="action">A word for what was asked for, such as <c>redrive</c>.</param>
    /// <param name="target">The delivery, the handler or the filter that it was asked for.</param>
    /// <param name="outcome">The result, in a few words.</param>
    public void Write(HttpContext context, string action, string target, string outcome) =>
        Log.Acted(_logger, context.Features.GetRequiredFeature<ManagementCaller>().Name, action, target, outcome);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{Key} {Action} {Target}: {Outcome}")]
        public static partial void Acted(ILogger logger, string key, string action, string target, string outcome);
    }
}
