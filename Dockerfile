# syntax=docker/dockerfile:1
# Whole versions: what a tag like 10.0 means changes from day to day. Renewed weekly, by pull requests.
# Native: the final image needs no .NET. For one with .NET take sdk:…-noble, aspnet:…-noble-chiseled and publish without PublishAot.
FROM mcr.microsoft.com/dotnet/sdk:10.0.401-noble-aot AS build
WORKDIR /source

# The files that decide the restore come first, so that a change of code alone reuses that layer.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/Directory.Build.props src/Directory.Build.targets src/
COPY src/Spotnana.Webhooks/*.csproj src/Spotnana.Webhooks/packages.native.lock.json src/Spotnana.Webhooks/
COPY src/Spotnana.Webhooks.Management/*.csproj src/Spotnana.Webhooks.Management/packages.native.lock.json src/Spotnana.Webhooks.Management/
COPY src/Spotnana.Webhooks.PostgreSql/*.csproj src/Spotnana.Webhooks.PostgreSql/packages.native.lock.json src/Spotnana.Webhooks.PostgreSql/
COPY src/Spotnana.Webhooks.Sqlite/*.csproj src/Spotnana.Webhooks.Sqlite/packages.native.lock.json src/Spotnana.Webhooks.Sqlite/
COPY src/Spotnana.Webhooks.Testing/*.csproj src/Spotnana.Webhooks.Testing/packages.native.lock.json src/Spotnana.Webhooks.Testing/
COPY src/Spotnana.Webhooks.Receiver/*.csproj src/Spotnana.Webhooks.Receiver/packages.native.lock.json src/Spotnana.Webhooks.Receiver/
COPY src/Spotnana.Webhooks.Cli/*.csproj src/Spotnana.Webhooks.Cli/packages.native.lock.json src/Spotnana.Webhooks.Cli/
RUN dotnet restore --locked-mode -r linux-x64 -p:PublishAot=true src/Spotnana.Webhooks.Receiver \
 && dotnet restore --locked-mode -r linux-x64 -p:PublishAot=true src/Spotnana.Webhooks.Cli

COPY LICENSE appsettings.json .editorconfig ./
COPY src src
# Symbols stay behind, in src/*/bin/native/Release/net10.0/linux-x64/native/*.dbg.
RUN dotnet publish --no-restore -c Release -r linux-x64 -p:PublishAot=true -p:CopyOutputSymbolsToPublishDirectory=false \
      -o /app src/Spotnana.Webhooks.Receiver \
 && dotnet publish --no-restore -c Release -r linux-x64 -p:PublishAot=true -p:CopyOutputSymbolsToPublishDirectory=false \
      -o /app src/Spotnana.Webhooks.Cli \
 && rm /app/appsettings.Development.json \
 && mkdir /data

# Chiseled: no shell, no package manager, and a user that is not root.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0.12-noble-chiseled
WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=1654:1654 /data /data

# The tool is on the path: docker exec … spotnana-webhooks --help
ENV ASPNETCORE_ENVIRONMENT=Production \
    PATH=/app:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    Inbox__Sqlite__Path=/data/inbox.db
VOLUME /data
EXPOSE 8080
USER 1654
ENTRYPOINT ["/app/Spotnana.Webhooks.Receiver"]
