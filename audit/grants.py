"""What the app's own database role may do: use every table, and only add to those that are append-only."""

from psycopg2 import sql


def grant_app_role(connection, role):
    """Give `role` its rights on every table of this database; append-only ones get no DELETE.

    A table marked append-only with columns that may change keeps UPDATE on just those columns.
    """
    name = sql.Identifier(role)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(name))
        cursor.execute(
            "SELECT relname, obj_description(oid, 'pg_class') FROM pg_class "
            "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for table, comment in cursor.fetchall():
            target = sql.Identifier(table)
            cursor.execute(sql.SQL("REVOKE ALL ON {} FROM {}").format(target, name))
            if (comment or "").startswith("append-only"):
                cursor.execute(sql.SQL("GRANT SELECT, INSERT ON {} TO {}").format(target, name))
                columns = [sql.Identifier(c.strip()) for c in comment.partition(":")[2].split(",") if c.strip()]
                if columns:
                    cursor.execute(
                        sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(sql.SQL(", ").join(columns), target, name)
                    )
            elif table == "django_migrations":
                cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(target, name))
            else:
                cursor.execute(sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}").format(target, name))
