using Spotnana.Webhooks.Cli;
using Spotnana.Webhooks.Cli.Terminal;

return await Tool.RunAsync(args, Surroundings.OfThisProcess());
